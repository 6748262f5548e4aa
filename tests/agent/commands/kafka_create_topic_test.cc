// SPDX-License-Identifier: Apache-2.0
// The embedded broker cannot create topics, so these tests check the topic that exists; tests/pipeline creates one.
#include "agent/commands/kafka_create_topic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/deadline.h"
#include "tests/testing/embedded_broker.h"

namespace rollcall::agent {
namespace {

using ::testing::HasSubstr;

class KafkaCreateTopicTest : public ::testing::Test {
 protected:
  absl::StatusOr<TopicReport> CreateOrCheck(const std::string& topic, const TopicRequest& request = {}) {
    const topic::KafkaOptions options{.brokers = broker_->BrokerAddress(), .properties = {}};
    return CreateOrCheckTopic(options, topic, request, Deadline(absl::Seconds(20)), progress_);
  }

  WriteProgress progress_;

  const std::unique_ptr<topic::EmbeddedBroker> broker_ = rollcall::testing::StartBroker("statuses");
};

TEST_F(KafkaCreateTopicTest, ReportsTheSettingsOfTheExistingTopic) {
  const absl::StatusOr<TopicReport> report = CreateOrCheck("statuses");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(progress_.Describe(), "nothing was written");
  EXPECT_EQ(
      report->line,
      "found topic statuses: 1 partition, replication factor 1, cleanup.policy=unknown (the broker does not report "
      "it), min.insync.replicas=unknown");
}

TEST_F(KafkaCreateTopicTest, ComparesTheExistingTopicWithTheRequest) {
  const absl::StatusOr<TopicReport> same = CreateOrCheck("statuses", {.replication_factor = 1, .config = {}});
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_TRUE(same->comparison.differences.empty());
  const absl::StatusOr<TopicReport> other = CreateOrCheck("statuses", {.replication_factor = 2, .config = {}});
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_EQ(other->comparison.differences.size(), 1u);
}

TEST_F(KafkaCreateTopicTest, WhatCanNeverWorkIsRefusedAlsoIfTheTopicExists) {
  EXPECT_TRUE(absl::IsInvalidArgument(
      CreateOrCheck("statuses", {.replication_factor = 1, .config = {{"cleanup.policy", "delete"}}}).status()));
}

TEST_F(KafkaCreateTopicTest, RefusesAnExistingTopicThatIsUnsuitable) {
  ASSERT_EQ(rd_kafka_mock_topic_create(broker_->cluster(), "wide", 3, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
  const absl::Status status = CreateOrCheck("wide").status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("'wide' has 3 partitions"));
}

}  // namespace
}  // namespace rollcall::agent
