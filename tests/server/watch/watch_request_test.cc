// SPDX-License-Identifier: Apache-2.0
#include "server/watch/watch_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rollcall::watch {
namespace {

using ::testing::StartsWith;

std::string MessageOf(const v1::WatchStatusRequest& request) {
  return std::string(CompileWatch(request).status().message());
}

v1::WatchStatusRequest WithHeartbeat(int64_t seconds, int32_t nanos = 0) {
  v1::WatchStatusRequest request;
  request.mutable_heartbeat_interval()->set_seconds(seconds);
  request.mutable_heartbeat_interval()->set_nanos(nanos);
  return request;
}

TEST(WatchRequestTest, AnEmptyRequestTakesTheDefaults) {
  const absl::StatusOr<CompiledWatch> watch = CompileWatch({});
  ASSERT_TRUE(watch.ok());
  EXPECT_TRUE(watch->filter.MatchesAll());
  EXPECT_EQ(watch->view, select::View::kBasic);
  EXPECT_EQ(watch->request.resume_token, "");
  EXPECT_EQ(watch->request.heartbeat, absl::Seconds(15));
  EXPECT_EQ(watch->request.min_revision, std::nullopt);
}

TEST(WatchRequestTest, TakesWhatIsSet) {
  v1::WatchStatusRequest request = WithHeartbeat(2, 500'000'000);
  request.set_resume_token("token");
  request.set_min_revision(0);
  request.set_view(v1::NODE_VIEW_FULL);
  request.mutable_filter()->add_node_ids(7);
  const absl::StatusOr<CompiledWatch> watch = CompileWatch(request);
  ASSERT_TRUE(watch.ok());
  EXPECT_FALSE(watch->filter.MatchesId(8));
  EXPECT_EQ(watch->view, select::View::kFull);
  EXPECT_EQ(watch->request.resume_token, "token");
  EXPECT_EQ(watch->request.heartbeat, absl::Milliseconds(2500));
  EXPECT_EQ(watch->request.min_revision, 0);
}

TEST(WatchRequestTest, AHeartbeatIsFromOneSecondToFiveMinutes) {
  EXPECT_TRUE(CompileWatch(WithHeartbeat(1)).ok());
  EXPECT_TRUE(CompileWatch(WithHeartbeat(300)).ok());
  for (const v1::WatchStatusRequest& request :
       {WithHeartbeat(0), WithHeartbeat(0, 999'999'999), WithHeartbeat(300, 1), WithHeartbeat(-1), WithHeartbeat(5, -1),
        WithHeartbeat(1, 1'999'999'999)}) {
    const absl::Status status = CompileWatch(request).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_THAT(MessageOf(request), StartsWith("heartbeat_interval: "));
  }
}

TEST(WatchRequestTest, NamesTheFieldThatIsWrong) {
  v1::WatchStatusRequest request;
  request.set_min_revision(-2);
  EXPECT_THAT(MessageOf(request), StartsWith("min_revision: "));
  request.Clear();
  request.set_view(static_cast<v1::NodeView>(9));
  EXPECT_THAT(MessageOf(request), StartsWith("view: "));
  request.Clear();
  request.mutable_filter()->add_names("\\");
  EXPECT_THAT(MessageOf(request), StartsWith("filter.names[0]: "));
}

}  // namespace
}  // namespace rollcall::watch
