// SPDX-License-Identifier: Apache-2.0
// The embedded broker, and the administration that works on it: produce, describe, read back.
#include "topic/kafka/kafka_embedded_broker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "topic/kafka/kafka_admin.h"
#include "topic/kafka/kafka_config.h"
#include "topic/kafka/kafka_error.h"

namespace rollcall::topic {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
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

class EmbeddedBrokerTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<EmbeddedBroker>> broker = EmbeddedBroker::Start(kTopic);
    ASSERT_TRUE(broker.ok()) << broker.status();
    broker_ = *std::move(broker);
  }

  void Produce(const std::string& key, const std::string& value) {
    const KafkaClient producer = NewClient(RD_KAFKA_PRODUCER, broker_->BrokerAddress());
    const KafkaTopic topic(rd_kafka_topic_new(producer.get(), kTopic, nullptr));
    ASSERT_EQ(rd_kafka_produce(topic.get(), 0, RD_KAFKA_MSG_F_COPY, const_cast<char*>(value.data()), value.size(),
                               key.data(), key.size(), nullptr),
              0);
    ASSERT_EQ(rd_kafka_flush(producer.get(), absl::ToInt64Milliseconds(kEnough)), RD_KAFKA_RESP_ERR_NO_ERROR);
  }

  // Values of all records up to the first end of the log.
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

  std::unique_ptr<EmbeddedBroker> broker_;
};

TEST_F(EmbeddedBrokerTest, ListensOnLoopback) { EXPECT_THAT(broker_->BrokerAddress(), StartsWith("127.0.0.1:")); }

TEST_F(EmbeddedBrokerTest, GivesBackWhatWasProduced) {
  EXPECT_THAT(ReadAll(), ElementsAre());
  Produce("5", "one");
  Produce("6", "two");
  EXPECT_THAT(ReadAll(), ElementsAre("one", "two"));
}

TEST_F(EmbeddedBrokerTest, TwoOfThemDoNotMeet) {
  const absl::StatusOr<std::unique_ptr<EmbeddedBroker>> other = EmbeddedBroker::Start(kTopic);
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_NE((*other)->BrokerAddress(), broker_->BrokerAddress());
}

TEST_F(EmbeddedBrokerTest, DescribesItsTopicWithoutSettings) {
  const KafkaClient client = NewClient(RD_KAFKA_PRODUCER, broker_->BrokerAddress());
  const absl::StatusOr<TopicDescription> topic = KafkaAdmin(client.get()).DescribeTopic(kTopic, kEnough);
  ASSERT_TRUE(topic.ok()) << topic.status();
  EXPECT_EQ(topic->name, kTopic);
  EXPECT_EQ(topic->partition_count, 1);
  EXPECT_EQ(topic->cleanup_policy, std::nullopt);
  EXPECT_NE(topic->settings_unknown_reason, "");
  EXPECT_NE(topic->cluster_id, "");
  EXPECT_TRUE(CheckTopic(*topic).ok());
}

TEST_F(EmbeddedBrokerTest, ATopicThatDoesNotExistIsNotFound) {
  // The mock is too old to be told not to make the topics it is asked for, so the error is put in by hand.
  rd_kafka_mock_topic_set_error(broker_->cluster(), "absent", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const KafkaClient client = NewClient(RD_KAFKA_CONSUMER, broker_->BrokerAddress());
  const absl::Status status = KafkaAdmin(client.get()).DescribeTopic("absent", kEnough).status();
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("topic 'absent' does not exist"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("create-topic"));
}

TEST_F(EmbeddedBrokerTest, CannotCreateTopics) {
  const KafkaClient client = NewClient(RD_KAFKA_PRODUCER, broker_->BrokerAddress());
  const absl::Status status = KafkaAdmin(client.get()).CreateTopic("another", {}, absl::Milliseconds(200));
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;  // it names no controller, which librdkafka waits for
}

TEST(KafkaAdminTest, NoBrokerIsUnavailableWithinTheTimeout) {
  // A port that nobody listens on: the one that an embedded broker has just given back.
  std::string address;
  {
    const absl::StatusOr<std::unique_ptr<EmbeddedBroker>> broker = EmbeddedBroker::Start(kTopic);
    ASSERT_TRUE(broker.ok()) << broker.status();
    address = (*broker)->BrokerAddress();
  }
  const KafkaClient client = NewClient(RD_KAFKA_PRODUCER, address);
  const absl::Time start = absl::Now();
  const absl::Status described = KafkaAdmin(client.get()).DescribeTopic(kTopic, absl::Milliseconds(300)).status();
  const absl::Status created = KafkaAdmin(client.get()).CreateTopic(kTopic, {}, absl::Milliseconds(300));
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
  for (const absl::Status& status : {described, created}) {
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(address));
  }
}

TEST(KafkaAdminTest, SettingsThatCannotWorkAreRefusedBeforeAnybodyIsAsked) {
  const KafkaClient client = NewClient(RD_KAFKA_PRODUCER, "127.0.0.1:9");
  const KafkaAdmin admin(client.get());
  const NewTopicSettings other_policy{.replication_factor = 1, .config = {{"cleanup.policy", "delete"}}};
  EXPECT_TRUE(absl::IsInvalidArgument(admin.CreateTopic(kTopic, other_policy, absl::Seconds(1))));
  const NewTopicSettings never_acked{.replication_factor = 2, .config = {{"min.insync.replicas", "3"}}};
  EXPECT_TRUE(absl::IsInvalidArgument(admin.CreateTopic(kTopic, never_acked, absl::Seconds(1))));
}

TEST(KafkaErrorTest, CodesFollowWhatToDoNext) {
  EXPECT_TRUE(KafkaErrorToStatus(RD_KAFKA_RESP_ERR_NO_ERROR, "x").ok());
  EXPECT_TRUE(KafkaErrorToStatus(nullptr, "x").ok());
  EXPECT_TRUE(absl::IsUnavailable(KafkaErrorToStatus(RD_KAFKA_RESP_ERR__TRANSPORT, "x")));
  EXPECT_TRUE(absl::IsNotFound(KafkaErrorToStatus(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, "x")));
  EXPECT_TRUE(absl::IsPermissionDenied(KafkaErrorToStatus(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "x")));
  EXPECT_EQ(KafkaErrorToStatus(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, "record of node 5").message(),
            "record of node 5: Broker: Message size too large (MSG_SIZE_TOO_LARGE)");
  EXPECT_EQ(KafkaErrorToStatus(RD_KAFKA_RESP_ERR__FATAL, "x", "more").message(), "x: more (_FATAL)");
}

}  // namespace
}  // namespace rollcall::topic
