// SPDX-License-Identifier: Apache-2.0
#include "server/response/not_ready.h"

#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/error_detail.h"

namespace rollcall::response {
namespace {

using testing::DetailOf;
using ::testing::EndsWith;
using testing::HasDetail;
using ::testing::HasSubstr;
using ::testing::Not;

struct Case {
  v1::SourceState state;
  absl::StatusCode code;
  std::string reason;
  bool may_retry;
};

std::string NameOf(const ::testing::TestParamInfo<Case>& info) { return v1::SourceState_Name(info.param.state); }

state::SourceStatus SourceIn(v1::SourceState state, const std::string& detail) {
  state::SourceStatus source;
  source.state = state;
  source.topic = "some_topic";
  source.detail = detail;
  return source;
}

class NotReadyTest : public ::testing::TestWithParam<Case> {};

TEST_P(NotReadyTest, SaysWhyAndWhetherToTryAgain) {
  const absl::Status status = NotReady(SourceIn(GetParam().state, "the detail"));
  EXPECT_EQ(status.code(), GetParam().code);
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  EXPECT_EQ(info.reason(), GetParam().reason);
  EXPECT_EQ(info.metadata().at("topic"), "some_topic");
  EXPECT_EQ(info.metadata().at("detail"), "the detail");
  EXPECT_THAT(std::string(status.message()), HasSubstr("some_topic"));
  EXPECT_THAT(std::string(status.message()), EndsWith(": the detail"));
  EXPECT_EQ(HasDetail<google::rpc::RetryInfo>(status), GetParam().may_retry);
  if (GetParam().may_retry) {
    EXPECT_EQ(DetailOf<google::rpc::RetryInfo>(status).retry_delay().seconds(), 1);
  }
}

TEST(NotReadyProgressTest, SaysHowFarTheReadIs) {
  state::SourceStatus source = SourceIn(v1::SOURCE_STATE_BEHIND, "");
  source.progress = state::ReadProgress{.offset = 500, .end = 2000};
  const auto info = DetailOf<google::rpc::ErrorInfo>(NotReady(source));
  EXPECT_EQ(info.metadata().at("offset"), "500");
  EXPECT_EQ(info.metadata().at("endOffset"), "2000");
}

TEST_P(NotReadyTest, LeavesOutAnEmptyDetail) {
  EXPECT_THAT(std::string(NotReady(SourceIn(GetParam().state, "")).message()), Not(HasSubstr(":")));
}

constexpr auto kUnavailable = absl::StatusCode::kUnavailable;

INSTANTIATE_TEST_SUITE_P(States, NotReadyTest,
                         ::testing::Values(Case{v1::SOURCE_STATE_BEHIND, kUnavailable, "CATCHING_UP", true},
                                           Case{v1::SOURCE_STATE_CURRENT, kUnavailable, "CATCHING_UP", true},
                                           Case{v1::SOURCE_STATE_TOPIC_MISSING, kUnavailable, "TOPIC_MISSING", true},
                                           Case{v1::SOURCE_STATE_DISCONNECTED, kUnavailable, "BROKER_UNREACHABLE",
                                                true},
                                           Case{v1::SOURCE_STATE_TOPIC_UNSUITABLE,
                                                absl::StatusCode::kFailedPrecondition, "TOPIC_UNSUITABLE", false}),
                         NameOf);

}  // namespace
}  // namespace rollcall::response
