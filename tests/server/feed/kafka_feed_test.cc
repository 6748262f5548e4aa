// SPDX-License-Identifier: Apache-2.0
// From a broker to the store, with the embedded broker and errors that the test makes it answer with.
#include "server/feed/kafka_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "rollcall/instant.h"
#include "server/state/store.h"
#include "tests/testing/embedded_broker.h"
#include "tests/testing/waiting.h"
#include "topic/kafka/kafka_config.h"
#include "topic/record/key.h"

namespace rollcall::feed {
namespace {

using testing::Eventually;
using ::testing::HasSubstr;

constexpr char kTopic[] = "statuses";
constexpr size_t kMany = 100'000;  // errors; more than the requests that a test can make
// API keys of Kafka's protocol.
constexpr int16_t kFetch = 1;
constexpr int16_t kListOffsets = 2;

class KafkaFeedTest : public ::testing::Test {
 protected:
  void SetUp() override { options_.brokers = broker_->BrokerAddress(); }
  void StartFeed() {
    auto clients = MakeKafkaClients(options_);
    ASSERT_TRUE(clients.ok()) << clients.status();
    feed_ = std::make_unique<KafkaFeed>(*std::move(clients), kTopic, store_, counters_);
  }
  void Publish(int32_t node_id) {
    auto conf = topic::ProducerConf(options_, "test", topic::Idempotence::kOn);
    ASSERT_TRUE(conf.ok()) << conf.status();
    const auto producer = topic::NewKafkaClient(RD_KAFKA_PRODUCER, *std::move(conf));
    ASSERT_TRUE(producer.ok()) << producer.status();
    const topic::KafkaTopic topic(rd_kafka_topic_new(producer->get(), kTopic, nullptr));
    const std::string key = topic::BinaryKey(node_id);
    std::string value = absl::StrCat(R"({"node_id":)", node_id, R"(,"status":"up","coprocessors":{}})");
    ASSERT_EQ(rd_kafka_produce(topic.get(), 0, RD_KAFKA_MSG_F_COPY, value.data(), value.size(), key.data(), key.size(),
                               nullptr),
              0);
    ASSERT_EQ(rd_kafka_flush(producer->get(), 20'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  void AnswerWith(int16_t request, rd_kafka_resp_err_t error) {
    const std::vector<rd_kafka_resp_err_t> errors(kMany, error);
    rd_kafka_mock_push_request_errors_array(broker_->cluster(), request, errors.size(), errors.data());
  }
  void AnswerNormally(int16_t request) { rd_kafka_mock_clear_request_errors(broker_->cluster(), request); }
  bool IsCurrent() const { return store_.Source().At(Instant::Now()).state == v1::SOURCE_STATE_CURRENT; }

  const std::unique_ptr<topic::EmbeddedBroker> broker_ = rollcall::testing::StartBroker(kTopic);
  topic::KafkaOptions options_;
  state::Store store_;
  FeedCounters counters_;
  std::unique_ptr<KafkaFeed> feed_;
};

TEST_F(KafkaFeedTest, ReadsTheTopicAndThenEveryChange) {
  Publish(1);
  StartFeed();
  ASSERT_TRUE(Eventually([&] { return store_.IsReady(); }));
  EXPECT_EQ(store_.Revision(), 0);
  EXPECT_TRUE(Eventually([&] { return IsCurrent(); }));
  Publish(2);
  EXPECT_TRUE(Eventually([&] { return store_.Revision() == 1; }));
  EXPECT_EQ(store_.Latest()->nodes->size(), 2u);
}

// Right after an election the new leader does not know yet which records are committed.
TEST_F(KafkaFeedTest, IsNotReadyWhileTheLeaderDoesNotReportTheEnd) {
  Publish(1);
  AnswerWith(kListOffsets, RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE);
  StartFeed();
  ASSERT_TRUE(Eventually([&] { return counters_.probes_failed >= 2 && counters_.records == 1; }));
  EXPECT_FALSE(store_.IsReady());
  AnswerNormally(kListOffsets);
  EXPECT_TRUE(Eventually([&] { return store_.IsReady() && store_.Revision() == 0; }));
}

TEST_F(KafkaFeedTest, IsNotCurrentWhileTheLeaderDoesNotReportTheEnd) {
  Publish(1);
  StartFeed();
  ASSERT_TRUE(Eventually([&] { return IsCurrent(); }));
  AnswerWith(kListOffsets, RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE);
  ASSERT_TRUE(Eventually([&] { return !IsCurrent() && !store_.Source().detail.empty(); }));
  const Instant as_of = store_.Source().as_of;
  EXPECT_EQ(store_.Revision(), 0) << "the last state is still served";
  AnswerNormally(kListOffsets);
  EXPECT_TRUE(Eventually([&] { return IsCurrent() && store_.Source().as_of > as_of; }));
}

TEST_F(KafkaFeedTest, ARevokedRightIsNamedAndCanBeGrantedAgain) {
  Publish(1);
  StartFeed();
  ASSERT_TRUE(Eventually([&] { return IsCurrent(); }));
  AnswerWith(kFetch, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  ASSERT_TRUE(Eventually([&] { return !IsCurrent() && !store_.Source().detail.empty(); }));
  EXPECT_THAT(store_.Source().detail, HasSubstr("uthoriz"));
  AnswerNormally(kFetch);
  EXPECT_TRUE(Eventually([&] { return IsCurrent(); }));
}

TEST_F(KafkaFeedTest, NamesTheAddressFromTheStartIfNoBrokerAnswers) {
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_DISCONNECTED);
  rd_kafka_mock_broker_set_down(broker_->cluster(), 1);
  StartFeed();
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_THAT(store_.Source().detail, HasSubstr(options_.brokers));
  ASSERT_TRUE(Eventually([&] {
    EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_DISCONNECTED);
    return store_.Source().detail.starts_with("no connection to ");
  }));
  EXPECT_EQ(counters_.descriptions_failed, 0u) << "the describer does not know it yet";
  rd_kafka_mock_broker_set_up(broker_->cluster(), 1);
  EXPECT_TRUE(Eventually([&] { return IsCurrent(); }));
}

TEST_F(KafkaFeedTest, EndsWhileNoBrokerAnswers) {
  StartFeed();
  ASSERT_TRUE(Eventually([&] { return IsCurrent(); }));
  rd_kafka_mock_broker_set_down(broker_->cluster(), 1);
  ASSERT_TRUE(Eventually([&] { return counters_.probes_failed >= 1; }));
  feed_.reset();
  EXPECT_TRUE(store_.IsReady());
}

}  // namespace
}  // namespace rollcall::feed
