// SPDX-License-Identifier: Apache-2.0
// The reader of rollcall-agent against the embedded broker.
#include "agent/publisher/kafka_topic_reader.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>

#include "agent/publisher/kafka_producer.h"
#include "base/deadline.h"
#include "tests/testing/embedded_broker.h"

namespace rollcall::agent {
namespace {

constexpr char kTopic[] = "statuses";
constexpr int16_t kFetch = 1;  // API key of Kafka's protocol

Deadline Soon() { return Deadline(absl::Seconds(20)); }

class KafkaTopicReaderTest : public ::testing::Test {
 protected:
  void SetUp() override { options_.brokers = broker_->BrokerAddress(); }

  void Publish(const Record& record) {
    const absl::StatusOr<std::unique_ptr<KafkaProducer>> producer = KafkaProducer::Create(options_, kTopic, "test");
    ASSERT_TRUE(producer.ok()) << producer.status();
    ASSERT_TRUE((*producer)->Append(record, Soon()).ok());
  }

  std::optional<std::string> Latest(const std::string& key) {
    const absl::StatusOr<std::optional<std::string>> value =
        KafkaTopicReader(options_, kTopic, "test").LatestValue(key, Soon());
    EXPECT_TRUE(value.ok()) << value.status();
    return value.value_or("(failed)");
  }

  const std::unique_ptr<topic::EmbeddedBroker> broker_ = rollcall::testing::StartBroker(kTopic);
  topic::KafkaOptions options_;
};

TEST_F(KafkaTopicReaderTest, ReturnsTheNewestValueOfTheKey) {
  EXPECT_EQ(Latest("5"), std::nullopt) << "an empty topic";
  Publish({.key = "5", .value = "one"});
  Publish({.key = "5", .value = "two"});
  Publish({.key = "55", .value = "three"});
  EXPECT_EQ(Latest("5"), "two");
  EXPECT_EQ(Latest("6"), std::nullopt);
  Publish({.key = "5", .value = std::nullopt});
  EXPECT_EQ(Latest("5"), std::nullopt) << "a tombstone";
}

TEST_F(KafkaTopicReaderTest, GoesOnAfterAFetchThatFails) {
  Publish({.key = "5", .value = "one"});
  rd_kafka_mock_push_request_errors(broker_->cluster(), kFetch, 1, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
  EXPECT_EQ(Latest("5"), "one");
}

// With librdkafka's timer, each read would take half a second to find the leader and the start of the log.
TEST_F(KafkaTopicReaderTest, ReadsWithoutWaitingForTheLibrarysTimer) {
  constexpr int kReads = 40;
  constexpr std::chrono::seconds kHalfOfTheTimers(10);
  Publish({.key = "5", .value = "one"});
  const auto reads = std::async(std::launch::async, [&] {
    for (int i = 0; i < kReads; ++i) EXPECT_EQ(Latest("5"), "one");
  });
  EXPECT_EQ(reads.wait_for(kHalfOfTheTimers), std::future_status::ready);
}

TEST_F(KafkaTopicReaderTest, EndsAtTheDeadlineIfNoBrokerAnswers) {
  rd_kafka_mock_broker_set_down(broker_->cluster(), 1);
  const absl::Status status =
      KafkaTopicReader(options_, kTopic, "test").LatestValue("5", Deadline(absl::Milliseconds(300))).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

}  // namespace
}  // namespace rollcall::agent
