// SPDX-License-Identifier: Apache-2.0
#include "server/select/min_revision.h"

#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/testing/error_detail.h"

namespace rollcall::select {
namespace {

TEST(MinRevisionTest, EveryRevisionFromMinusOneIsAccepted) {
  for (const int64_t revision : {int64_t{-1}, int64_t{0}, std::numeric_limits<int64_t>::max()}) {
    response::FieldErrors errors;
    CheckMinRevision(revision, errors);
    EXPECT_TRUE(errors.empty()) << revision;
  }
}

TEST(MinRevisionTest, BelowMinusOneNamesTheField) {
  for (const int64_t revision : {int64_t{-2}, std::numeric_limits<int64_t>::min()}) {
    response::FieldErrors errors;
    CheckMinRevision(revision, errors);
    const absl::Status status = errors.ToStatus();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << revision;
    const auto bad_request = testing::DetailOf<google::rpc::BadRequest>(status);
    EXPECT_EQ(bad_request.field_violations(0).field(), "min_revision");
  }
}

}  // namespace
}  // namespace rollcall::select
