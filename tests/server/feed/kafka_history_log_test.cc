// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_history_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/testing/embedded_broker.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::feed {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kTopic[] = "statuses";
constexpr absl::Duration kEnough = absl::Seconds(30);

class ListingSink final : public history::LogSink {
 public:
  void OnStart(int64_t log_start) override { start = log_start; }
  absl::Status OnRecord(const history::LogRecord& record) override {
    values.emplace_back(record.view.value.value_or("(tombstone)"));
    time_source = record.time_source;
    return status;
  }

  int64_t start = -1;
  std::vector<std::string> values;
  v1::NodeChange::TimeSource time_source = v1::NodeChange::TIME_SOURCE_UNSPECIFIED;
  absl::Status status;  // of each record
};

class KafkaHistoryLogTest : public ::testing::Test {
 protected:
  KafkaHistoryLogTest() { options_.brokers = broker_->BrokerAddress(); }

  void Publish(const std::vector<std::string>& values) {
    auto conf = topic::ProducerConf(options_, "test", topic::Idempotence::kOn);
    ASSERT_TRUE(conf.ok()) << conf.status();
    const auto producer = topic::NewKafkaClient(RD_KAFKA_PRODUCER, *std::move(conf));
    ASSERT_TRUE(producer.ok()) << producer.status();
    const topic::KafkaTopic topic(rd_kafka_topic_new(producer->get(), kTopic, nullptr));
    for (std::string value : values) {
      ASSERT_EQ(rd_kafka_produce(topic.get(), 0, RD_KAFKA_MSG_F_COPY, value.data(), value.size(), "key", 3, nullptr),
                0);
    }
    ASSERT_EQ(rd_kafka_flush(producer->get(), 20'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  absl::Status Read(int64_t end, absl::Duration within = kEnough) {
    return log_.Read(
        end, Deadline(within), [this] { return is_wanted_; }, sink_);
  }

  const std::unique_ptr<topic::EmbeddedBroker> broker_ = rollcall::testing::StartBroker(kTopic);
  topic::KafkaOptions options_{.brokers = broker_->BrokerAddress(), .properties = {}};
  KafkaHistoryLog log_{options_, kTopic};
  ListingSink sink_;
  bool is_wanted_ = true;
};

TEST_F(KafkaHistoryLogTest, ReadsFromTheStartToTheEndThatIsGiven) {
  Publish({"a", "b", "c"});
  EXPECT_EQ(Read(2), absl::OkStatus());
  EXPECT_EQ(sink_.start, 0);
  EXPECT_THAT(sink_.values, ElementsAre("a", "b"));
  EXPECT_EQ(sink_.time_source, v1::NodeChange::TIME_SOURCE_PRODUCER);
  EXPECT_EQ(Read(3), absl::OkStatus());
  EXPECT_THAT(sink_.values, ElementsAre("a", "b", "a", "b", "c")) << "each time from the start";
}

TEST_F(KafkaHistoryLogTest, AnErrorOfTheSinkEndsIt) {
  Publish({"a", "b"});
  sink_.status = absl::FailedPreconditionError("enough");
  EXPECT_EQ(Read(2), sink_.status);
  EXPECT_THAT(sink_.values, ElementsAre("a"));
}

TEST_F(KafkaHistoryLogTest, ALogThatEndsEarlierIsNotTheOneThatIsShown) {
  Publish({"a"});
  const absl::Status status = Read(5);
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("ends before offset 5"));
}

TEST_F(KafkaHistoryLogTest, EndsWhenNobodyWaits) {
  Publish({"a"});
  is_wanted_ = false;
  EXPECT_TRUE(absl::IsCancelled(Read(1)));
}

TEST_F(KafkaHistoryLogTest, SaysWhatIsWrongIfNoBrokerAnswersInTime) {
  Publish({"a"});
  rd_kafka_mock_broker_set_down(broker_->cluster(), 1);
  const absl::Status status = Read(1, absl::Seconds(5));
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(options_.brokers));
}

}  // namespace
}  // namespace rollcall::feed
