// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_admin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "tests/testing/embedded_broker.h"
#include "topic/kafka/kafka_config.h"

namespace rollcall::topic {
namespace {

using ::testing::HasSubstr;

constexpr char kTopic[] = "statuses";
constexpr absl::Duration kEnough = absl::Seconds(20);

KafkaClient NewClient(const std::string& brokers) {
  absl::StatusOr<KafkaConf> conf = ProducerConf({.brokers = brokers, .properties = {}}, "test", Idempotence::kOn);
  if (!conf.ok()) ADD_FAILURE() << conf.status();
  absl::StatusOr<KafkaClient> client = NewKafkaClient(RD_KAFKA_PRODUCER, *std::move(conf));
  if (!client.ok()) ADD_FAILURE() << client.status();
  return *std::move(client);
}

class KafkaAdminTest : public ::testing::Test {
 protected:
  std::unique_ptr<EmbeddedBroker> broker_ = rollcall::testing::StartBroker(kTopic);
};

TEST_F(KafkaAdminTest, DescribesATopicWithoutSettingsIfTheBrokerDoesNotGiveThem) {
  const KafkaClient client = NewClient(broker_->BrokerAddress());
  const absl::StatusOr<TopicDescription> topic = KafkaAdmin(client.get()).DescribeTopic(kTopic, kEnough);
  ASSERT_TRUE(topic.ok()) << topic.status();
  EXPECT_EQ(topic->name, kTopic);
  EXPECT_EQ(topic->partition_count, 1);
  EXPECT_EQ(topic->cleanup_policy, std::nullopt);
  EXPECT_NE(topic->settings_unknown_reason, "");
  EXPECT_NE(topic->cluster_id, "");
  EXPECT_TRUE(CheckTopic(*topic).ok());
}

TEST_F(KafkaAdminTest, DescribesATopicWithItsIdIfAskedTo) {
  const KafkaClient client = NewClient(broker_->BrokerAddress());
  const absl::StatusOr<TopicDescription> without = KafkaAdmin(client.get()).DescribeTopic(kTopic, kEnough);
  ASSERT_TRUE(without.ok()) << without.status();
  EXPECT_EQ(without->topic_id, "");
  const absl::StatusOr<TopicDescription> with =
      KafkaAdmin(client.get()).DescribeTopic(kTopic, kEnough, KafkaAdmin::TopicId::kInclude);
  ASSERT_TRUE(with.ok()) << with.status();
  EXPECT_NE(with->topic_id, "");
}

TEST_F(KafkaAdminTest, ATopicThatDoesNotExistIsNotFound) {
  // The mock broker always creates a topic that a client asks for, so the error is injected.
  rd_kafka_mock_topic_set_error(broker_->cluster(), "absent", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const KafkaClient client = NewClient(broker_->BrokerAddress());
  const absl::Status status = KafkaAdmin(client.get()).DescribeTopic("absent", kEnough).status();
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("topic 'absent' does not exist"));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("rollcall-agent create-topic --brokers " + broker_->BrokerAddress() + " --topic absent"));
}

TEST_F(KafkaAdminTest, NoControllerIsUnavailable) {
  const KafkaClient client = NewClient(broker_->BrokerAddress());
  const absl::Status status = KafkaAdmin(client.get()).CreateTopic("another", {}, absl::Milliseconds(200));
  EXPECT_TRUE(absl::IsUnavailable(status))
      << status;  // librdkafka waits for the controller, which the mock broker does not name
}

TEST_F(KafkaAdminTest, NoBrokerIsUnavailableWithinTheTimeout) {
  const std::string address = broker_->BrokerAddress();
  broker_.reset();  // nothing listens on its port now
  const KafkaClient client = NewClient(address);
  const absl::Time start = absl::Now();
  const absl::Status described = KafkaAdmin(client.get()).DescribeTopic(kTopic, absl::Milliseconds(300)).status();
  const absl::Status created = KafkaAdmin(client.get()).CreateTopic(kTopic, {}, absl::Milliseconds(300));
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
  for (const absl::Status& status : {described, created}) {
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(address));
  }
}

TEST_F(KafkaAdminTest, ImpossibleSettingsAreRefusedWithoutARequest) {
  const KafkaClient client = NewClient("127.0.0.1:9");
  const KafkaAdmin admin(client.get());
  const NewTopicSettings other_policy{.replication_factor = 1, .config = {{"cleanup.policy", "delete"}}};
  EXPECT_TRUE(absl::IsInvalidArgument(admin.CreateTopic(kTopic, other_policy, absl::Seconds(1))));
  const NewTopicSettings never_acked{.replication_factor = 2, .config = {{"min.insync.replicas", "3"}}};
  EXPECT_TRUE(absl::IsInvalidArgument(admin.CreateTopic(kTopic, never_acked, absl::Seconds(1))));
}

}  // namespace
}  // namespace rollcall::topic
