// SPDX-License-Identifier: Apache-2.0
// The reader of rollcall-agent against the embedded broker.
#include "agent/publisher/kafka_topic_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
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

  std::vector<std::optional<FoundRecord>> Find(const std::vector<std::string>& keys) {
    const absl::StatusOr<std::vector<std::optional<FoundRecord>>> found =
        KafkaTopicReader(options_, kTopic, "test").Latest(keys, Soon());
    EXPECT_TRUE(found.ok()) << found.status();
    return found.value_or(std::vector<std::optional<FoundRecord>>(keys.size()));
  }
  std::string Latest(const std::string& key) {
    const std::optional<FoundRecord> found = Find({key})[0];
    return found.has_value() ? found->value.value_or("(tombstone)") : "(none)";
  }

  const std::unique_ptr<topic::EmbeddedBroker> broker_ = rollcall::testing::StartBroker(kTopic);
  topic::KafkaOptions options_;
};

TEST_F(KafkaTopicReaderTest, ReturnsTheNewestValueOfTheKey) {
  EXPECT_EQ(Latest("5"), "(none)") << "an empty topic";
  Publish({.key = "5", .value = "one"});
  Publish({.key = "5", .value = "two"});
  Publish({.key = "55", .value = "three"});
  EXPECT_EQ(Latest("5"), "two");
  EXPECT_EQ(Latest("6"), "(none)");
  Publish({.key = "5", .value = std::nullopt});
  EXPECT_EQ(Latest("5"), "(tombstone)");
}

TEST_F(KafkaTopicReaderTest, FindsEachKeyWithOffsetAndTimeInOneRead) {
  Publish({.key = "5", .value = "one"});
  Publish({.key = "6", .value = "two"});
  const std::vector<std::optional<FoundRecord>> found = Find({"6", "7", "5"});
  ASSERT_TRUE(found[0].has_value() && found[2].has_value());
  EXPECT_FALSE(found[1].has_value());
  EXPECT_EQ(found[0]->offset, 1);
  EXPECT_EQ(found[0]->value, "two");
  EXPECT_EQ(found[2]->offset, 0);
  EXPECT_EQ(found[2]->value, "one");
  ASSERT_TRUE(found[0]->time.has_value());
  EXPECT_LT(absl::AbsDuration(absl::Now() - *found[0]->time), absl::Minutes(10));
}

TEST_F(KafkaTopicReaderTest, GoesOnAfterAFetchThatFails) {
  Publish({.key = "5", .value = "one"});
  rd_kafka_mock_push_request_errors(broker_->cluster(), kFetch, 1, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
  EXPECT_EQ(Latest("5"), "one");
}

// With librdkafka's timer, each read, also the fastest, would take half a second to find the leader and the start of
// the log.
TEST_F(KafkaTopicReaderTest, ReadsWithoutWaitingForTheLibrarysTimer) {
  constexpr int kReads = 40;
  Publish({.key = "5", .value = "one"});
  absl::Duration fastest = absl::InfiniteDuration();
  for (int i = 0; i < kReads && fastest >= absl::Milliseconds(250); ++i) {
    const absl::Time begin = absl::Now();
    EXPECT_EQ(Latest("5"), "one");
    fastest = std::min(fastest, absl::Now() - begin);
  }
  EXPECT_LT(fastest, absl::Milliseconds(250));
}

TEST_F(KafkaTopicReaderTest, EndsAtTheDeadlineIfNoBrokerAnswers) {
  rd_kafka_mock_broker_set_down(broker_->cluster(), 1);
  const absl::Status status =
      KafkaTopicReader(options_, kTopic, "test").Latest({"5"}, Deadline(absl::Milliseconds(300))).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

}  // namespace
}  // namespace rollcall::agent
