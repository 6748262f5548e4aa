// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_embedded_broker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tests/testing/embedded_broker.h"
#include "topic/kafka/kafka_config.h"

namespace rollcall::topic {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

constexpr char kTopic[] = "statuses";
constexpr absl::Duration kEnough = absl::Seconds(20);

KafkaClient NewClient(rd_kafka_type_t type, const std::string& brokers) {
  const KafkaOptions options{.brokers = brokers, .properties = {}};
  absl::StatusOr<KafkaConf> conf =
      type == RD_KAFKA_PRODUCER ? ProducerConf(options, "test", Idempotence::kOn) : ConsumerConf(options, "test");
  if (!conf.ok()) ADD_FAILURE() << conf.status();
  absl::StatusOr<KafkaClient> client = NewKafkaClient(type, *std::move(conf));
  if (!client.ok()) ADD_FAILURE() << client.status();
  return *std::move(client);
}

class EmbeddedBrokerTest : public ::testing::Test {
 protected:
  void Produce(const std::string& key, const std::string& value) {
    const KafkaClient producer = NewClient(RD_KAFKA_PRODUCER, broker_->BrokerAddress());
    const KafkaTopic topic(rd_kafka_topic_new(producer.get(), kTopic, nullptr));
    ASSERT_EQ(rd_kafka_produce(topic.get(), 0, RD_KAFKA_MSG_F_COPY, const_cast<char*>(value.data()), value.size(),
                               key.data(), key.size(), nullptr),
              0);
    ASSERT_EQ(rd_kafka_flush(producer.get(), absl::ToInt64Milliseconds(kEnough)), RD_KAFKA_RESP_ERR_NO_ERROR);
  }

  // The values of all records up to the end of the log.
  std::vector<std::string> ReadAll() {
    const KafkaClient consumer = NewClient(RD_KAFKA_CONSUMER, broker_->BrokerAddress());
    const KafkaPartitions partitions(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(partitions.get(), kTopic, 0)->offset = 0;
    EXPECT_EQ(rd_kafka_assign(consumer.get(), partitions.get()), RD_KAFKA_RESP_ERR_NO_ERROR);
    std::vector<std::string> values;
    const absl::Time give_up = absl::Now() + kEnough;
    while (absl::Now() < give_up) {
      const KafkaMessage message(rd_kafka_consumer_poll(consumer.get(), 1000));
      if (message == nullptr) continue;
      if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return values;
      EXPECT_EQ(message->err, RD_KAFKA_RESP_ERR_NO_ERROR) << rd_kafka_message_errstr(message.get());
      values.emplace_back(static_cast<const char*>(message->payload), message->len);
    }
    ADD_FAILURE() << "no end of the log";
    return values;
  }

  const std::unique_ptr<EmbeddedBroker> broker_ = rollcall::testing::StartBroker(kTopic);
};

TEST_F(EmbeddedBrokerTest, ListensOnLoopback) { EXPECT_THAT(broker_->BrokerAddress(), StartsWith("127.0.0.1:")); }

TEST_F(EmbeddedBrokerTest, ReturnsTheRecordsThatWereProduced) {
  EXPECT_THAT(ReadAll(), ElementsAre());
  Produce("5", "one");
  Produce("6", "two");
  EXPECT_THAT(ReadAll(), ElementsAre("one", "two"));
}

TEST_F(EmbeddedBrokerTest, TwoBrokersHaveDifferentAddresses) {
  const absl::StatusOr<std::unique_ptr<EmbeddedBroker>> other = EmbeddedBroker::Start(kTopic);
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_NE((*other)->BrokerAddress(), broker_->BrokerAddress());
}

}  // namespace
}  // namespace rollcall::topic
