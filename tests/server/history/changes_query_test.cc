// SPDX-License-Identifier: Apache-2.0
#include "server/history/changes_query.h"

#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/testing/error_detail.h"

namespace rollcall::history {
namespace {

using testing::DetailOf;

TEST(ChangesQueryTest, AnEmptyRequestAsksForTheNewestChangesOfAllNodes) {
  const ChangesQuery query = *CompileChangesQuery({});
  EXPECT_TRUE(query.filter.MatchesAll());
  EXPECT_EQ(query.since, std::nullopt);
  EXPECT_EQ(query.from_offset, 0);
  EXPECT_EQ(query.before_offset, std::numeric_limits<int64_t>::max());
  EXPECT_EQ(query.page_size, 1000u);
  EXPECT_EQ(query.republished, Republished::kHide);
}

TEST(ChangesQueryTest, TakesEachField) {
  v1::ListChangesRequest request;
  request.mutable_filter()->add_node_ids(7);
  request.mutable_since()->set_seconds(5);
  request.mutable_since()->set_nanos(1);
  request.set_from_offset(3);
  request.set_before_offset(9);
  request.set_page_size(10'001);
  request.set_include_republished(true);
  const ChangesQuery query = *CompileChangesQuery(request);
  EXPECT_FALSE(query.filter.MatchesId(8));
  EXPECT_EQ(query.since, absl::FromUnixSeconds(5) + absl::Nanoseconds(1));
  EXPECT_EQ(query.from_offset, 3);
  EXPECT_EQ(query.before_offset, 9);
  EXPECT_EQ(query.page_size, 10'000u);
  EXPECT_EQ(query.republished, Republished::kList);
}

TEST(ChangesQueryTest, NamesEachFieldThatIsWrong) {
  v1::ListChangesRequest request;
  request.mutable_filter()->add_names("\\");
  request.mutable_since()->set_nanos(-1);
  request.set_from_offset(-1);
  request.set_before_offset(-2);
  request.set_page_size(-3);
  const absl::Status status = CompileChangesQuery(request).status();
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "INVALID_FIELD");
  std::vector<std::string> fields;
  const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
  for (const auto& violation : bad_request.field_violations()) fields.push_back(violation.field());
  EXPECT_EQ(fields,
            (std::vector<std::string>{"filter.names[0]", "since", "from_offset", "before_offset", "page_size"}));
}

TEST(ChangesQueryTest, RefusesATimeThatNoTimestampMayHold) {
  v1::ListChangesRequest request;
  request.mutable_since()->set_seconds(int64_t{1} << 40);
  EXPECT_FALSE(CompileChangesQuery(request).ok());
  request.mutable_since()->set_seconds(-62'135'596'800);
  EXPECT_TRUE(CompileChangesQuery(request).ok());
}

}  // namespace
}  // namespace rollcall::history
