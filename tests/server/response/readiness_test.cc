// SPDX-License-Identifier: Apache-2.0
#include "server/response/readiness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/fed_store.h"

namespace rollcall::response {
namespace {

using testing::FedStore;
using ::testing::HasSubstr;

TEST(ReadinessTest, BeginsWithTheFirstCompleteRead) {
  FedStore feed(FedStore::Start::kNotReady);
  EXPECT_THAT(std::string(Readiness(feed.store()).message()), HasSubstr("the first complete read"));
  feed.Ready();
  EXPECT_TRUE(Readiness(feed.store()).ok());
}

TEST(ReadinessTest, EndsWhileTheTopicIsMissingOrUnsuitableAndNotWithTheBrokers) {
  FedStore feed;
  for (const auto state : {v1::SOURCE_STATE_BEHIND, v1::SOURCE_STATE_DISCONNECTED, v1::SOURCE_STATE_CURRENT}) {
    feed.SetSource(state);
    EXPECT_TRUE(Readiness(feed.store()).ok()) << state;
  }
  feed.SetSource(v1::SOURCE_STATE_TOPIC_MISSING);
  EXPECT_EQ(Readiness(feed.store()).code(), absl::StatusCode::kUnavailable);
  feed.SetSource(v1::SOURCE_STATE_TOPIC_UNSUITABLE, "it has 3 partitions");
  EXPECT_THAT(std::string(Readiness(feed.store()).message()), HasSubstr("it has 3 partitions"));
}

}  // namespace
}  // namespace rollcall::response
