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

TEST(MinRevisionTest, TheWaitEndsBeforeTheCallersDeadline) {
  EXPECT_EQ(RevisionWait(absl::InfiniteDuration()), kRevisionWait);
  EXPECT_EQ(RevisionWait(absl::Seconds(60)), kRevisionWait);
  EXPECT_EQ(RevisionWait(absl::Seconds(10)), absl::Seconds(9.5));
  EXPECT_EQ(RevisionWait(absl::Seconds(1)), absl::Seconds(0.9));
  EXPECT_EQ(RevisionWait(absl::ZeroDuration()), absl::ZeroDuration());
  EXPECT_EQ(RevisionWait(-absl::Seconds(1)), absl::ZeroDuration());
  EXPECT_EQ(RevisionWait(-absl::InfiniteDuration()), absl::ZeroDuration());
  EXPECT_EQ(RevisionWait(absl::Seconds(20), absl::Seconds(3)), absl::Seconds(3));
}

}  // namespace
}  // namespace rollcall::select
