// SPDX-License-Identifier: Apache-2.0
// The producer of rollcall-agent against the embedded broker, with faults.
#include "agent/publisher/kafka_producer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "agent/publisher/kafka_topic_reader.h"
#include "base/deadline.h"
#include "tests/testing/embedded_broker.h"

namespace rollcall::agent {
namespace {

using ::testing::HasSubstr;

constexpr char kTopic[] = "statuses";
constexpr int16_t kProduce = 0;  // API key of Kafka's protocol
constexpr int16_t kInitProducerId = 22;

Deadline Soon() { return Deadline(absl::Seconds(20)); }

class KafkaProducerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.brokers = broker_->BrokerAddress();
    producer_ = NewProducer(kTopic);
  }

  std::unique_ptr<KafkaProducer> NewProducer(const std::string& topic) {
    absl::StatusOr<std::unique_ptr<KafkaProducer>> producer = KafkaProducer::Create(options_, topic, "test");
    EXPECT_TRUE(producer.ok()) << producer.status();
    return *std::move(producer);
  }

  std::optional<std::string> Latest(const std::string& key) {
    const auto found = KafkaTopicReader(options_, kTopic, "test").Latest({key}, Soon());
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() && found->front().has_value() ? found->front()->value : std::nullopt;
  }

  const std::unique_ptr<topic::EmbeddedBroker> broker_ = rollcall::testing::StartBroker(kTopic);
  topic::KafkaOptions options_;
  std::unique_ptr<KafkaProducer> producer_;
};

TEST_F(KafkaProducerTest, ReturnsTheOffsetOfEachRecord) {
  ASSERT_TRUE(producer_->CheckTopic(Soon()).ok());
  EXPECT_EQ(producer_->Append({.key = "5", .value = "one"}, Soon()).value_or(-1), 0);
  EXPECT_EQ(producer_->Append({.key = "5", .value = "two"}, Soon()).value_or(-1), 1);
  EXPECT_EQ(producer_->Append({.key = "6", .value = ""}, Soon()).value_or(-1), 2);
  EXPECT_EQ(Latest("5"), "two");
  EXPECT_EQ(Latest("6"), "") << "an empty value is not a tombstone";
  EXPECT_EQ(Latest("7"), std::nullopt);
}

TEST_F(KafkaProducerTest, ARecordWithoutAValueIsATombstone) {
  EXPECT_EQ(producer_->Append({.key = "5", .value = "one"}, Soon()).value_or(-1), 0);
  EXPECT_EQ(producer_->Append({.key = "5", .value = std::nullopt}, Soon()).value_or(-1), 1);
  EXPECT_EQ(Latest("5"), std::nullopt);
}

TEST_F(KafkaProducerTest, ARecordIsWrittenAgainIfTheAcknowledgementHasNoOffset) {
  rd_kafka_mock_push_request_errors(broker_->cluster(), kProduce, 1, RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER);
  const absl::StatusOr<int64_t> offset = producer_->Append({.key = "5", .value = "one"}, Soon());
  ASSERT_TRUE(offset.ok()) << offset.status();
  EXPECT_GE(*offset, 0);
  EXPECT_EQ(Latest("5"), "one");
}

TEST_F(KafkaProducerTest, RetriesAfterTransientFaults) {
  rd_kafka_mock_push_request_errors(broker_->cluster(), kProduce, 2, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
                                    RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
  const absl::StatusOr<int64_t> offset = producer_->Append({.key = "5", .value = "one"}, Soon());
  EXPECT_EQ(offset.value_or(-1), 0) << offset.status();
}

TEST_F(KafkaProducerTest, AClientWithAFatalErrorIsReplaced) {
  ASSERT_TRUE(producer_->Append({.key = "5", .value = "one"}, Soon()).ok());
  rd_kafka_mock_push_request_errors(broker_->cluster(), kProduce, 1, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
  const absl::StatusOr<int64_t> offset = producer_->Append({.key = "5", .value = "two"}, Soon());
  EXPECT_TRUE(offset.ok()) << offset.status();
  EXPECT_EQ(Latest("5"), "two");
}

TEST_F(KafkaProducerTest, FallsBackIfTheBrokerDoesNotSupportIdempotence) {
  rd_kafka_mock_set_apiversion(broker_->cluster(), kInitProducerId, -1, -1);
  const std::unique_ptr<KafkaProducer> producer = NewProducer(kTopic);
  const absl::StatusOr<int64_t> offset = producer->Append({.key = "5", .value = "one"}, Soon());
  EXPECT_EQ(offset.value_or(-1), 0) << offset.status();
}

TEST_F(KafkaProducerTest, FallsBackIfTheUserMayNotBeIdempotent) {
  rd_kafka_mock_push_request_errors(broker_->cluster(), kInitProducerId, 1,
                                    RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED);
  const std::unique_ptr<KafkaProducer> producer = NewProducer(kTopic);
  const absl::StatusOr<int64_t> offset = producer->Append({.key = "5", .value = "one"}, Soon());
  EXPECT_EQ(offset.value_or(-1), 0) << offset.status();
}

TEST_F(KafkaProducerTest, ARefusedRecordIsNotTriedAgain) {
  rd_kafka_mock_push_request_errors(broker_->cluster(), kProduce, 1, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  const absl::Status status = producer_->Append({.key = "5", .value = "one"}, Soon()).status();
  EXPECT_TRUE(absl::IsPermissionDenied(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("topic 'statuses'"));
}

TEST_F(KafkaProducerTest, ATooLargeRecordIsNotSent) {
  const absl::Status status = producer_->Append({.key = "5", .value = std::string(2 << 20, 'x')}, Soon()).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
}

TEST_F(KafkaProducerTest, DoesNotWaitForAnAbsentBrokerBeyondTheDeadline) {
  ASSERT_TRUE(producer_->Append({.key = "5", .value = "one"}, Soon()).ok());
  rd_kafka_mock_broker_set_down(broker_->cluster(), 1);
  const absl::Time start = absl::Now();
  const absl::Status status =
      producer_->Append({.key = "5", .value = "two"}, Deadline(absl::Milliseconds(300))).status();
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("not acknowledged in time"));
  rd_kafka_mock_broker_set_up(broker_->cluster(), 1);
  EXPECT_EQ(producer_->Append({.key = "5", .value = "three"}, Soon()).value_or(-1), 1)
      << "a record that was given up is not sent later";
}

TEST_F(KafkaProducerTest, AMissingTopicIsNotFound) {
  rd_kafka_mock_topic_set_error(broker_->cluster(), "absent", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const absl::Status status = NewProducer("absent")->CheckTopic(Soon());
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("rollcall-agent create-topic"));
}

TEST_F(KafkaProducerTest, ATopicWithMorePartitionsIsRefused) {
  ASSERT_EQ(rd_kafka_mock_topic_create(broker_->cluster(), "wide", 3, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
  const absl::Status status = NewProducer("wide")->CheckTopic(Soon());
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
}

}  // namespace
}  // namespace rollcall::agent
