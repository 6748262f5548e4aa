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
  absl::StatusOr<std::string> CreateOrCheck(const std::string& topic) {
    const topic::KafkaOptions options{.brokers = broker_->BrokerAddress(), .properties = {}};
    return CreateOrCheckTopic(options, topic, {}, Deadline(absl::Seconds(20)));
  }

  const std::unique_ptr<topic::EmbeddedBroker> broker_ = rollcall::testing::StartBroker("statuses");
};

TEST_F(KafkaCreateTopicTest, ReportsTheSettingsOfTheExistingTopic) {
  const absl::StatusOr<std::string> line = CreateOrCheck("statuses");
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(
      *line,
      "found topic statuses: 1 partition, replication factor 1, cleanup.policy=unknown (the broker does not report "
      "it), min.insync.replicas=unknown");
}

TEST_F(KafkaCreateTopicTest, RefusesAnExistingTopicThatIsUnsuitable) {
  ASSERT_EQ(rd_kafka_mock_topic_create(broker_->cluster(), "wide", 3, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
  const absl::Status status = CreateOrCheck("wide").status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("'wide' has 3 partitions"));
}

}  // namespace
}  // namespace rollcall::agent
