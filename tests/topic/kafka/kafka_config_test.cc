// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rollcall::topic {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

std::string PropertyOf(const rd_kafka_conf_t* conf, const char* name) {
  char value[256] = "";
  size_t size = sizeof(value);
  return rd_kafka_conf_get(conf, name, value, &size) == RD_KAFKA_CONF_OK ? value : "(unknown)";
}

std::string RefusalOf(const std::vector<std::string>& x_flags) {
  const absl::StatusOr<KafkaOptions> options = ParseKafkaOptions("127.0.0.1:9092", x_flags);
  EXPECT_TRUE(absl::IsInvalidArgument(options.status())) << options.status();
  return std::string(options.status().message());
}

TEST(KafkaConfigTest, PropertiesAreKeptInOrder) {
  const absl::StatusOr<KafkaOptions> options = ParseKafkaOptions("a:1,b:2", {"client.id=x=y", "security.protocol=ssl"});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->brokers, "a:1,b:2");
  EXPECT_THAT(options->properties, ElementsAre(Pair("client.id", "x=y"), Pair("security.protocol", "ssl")));
}

TEST(KafkaConfigTest, AnUnusablePropertyIsNamed) {
  EXPECT_THAT(RefusalOf({"client.id=x", "no.such.property=1"}), HasSubstr("no.such.property"));
  EXPECT_THAT(RefusalOf({"isolation.level=read_uncommitted"}), HasSubstr("-X isolation.level cannot be set: "));
}

TEST(KafkaConfigTest, AConsumerThatStopsAtTheEndReachesItSoonWhateverTheUserSets) {
  const KafkaOptions options{.brokers = "a:1", .properties = {{"fetch.wait.max.ms", "5000"}}};
  const absl::StatusOr<KafkaConf> conf = ConsumerConf(QuickAtTheEnd(options), "x");
  ASSERT_TRUE(conf.ok()) << conf.status();
  EXPECT_EQ(PropertyOf(conf->get(), "fetch.wait.max.ms"), "10");
}

TEST(KafkaConfigTest, BrokersMayHaveBlanksAndLineEndsAroundThem) {
  const absl::StatusOr<KafkaOptions> options = ParseKafkaOptions(" a:1,\n\tb:2\r\n, [::1]:3 \n", {});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->brokers, "a:1,b:2,[::1]:3");
}

TEST(KafkaConfigTest, BrokersAreAddresses) {
  for (const std::string brokers :
       {"localhost", "127.0.0.1:9092", "[::1]:9092", "[::1]", "a.example:9092,b.example:9093", "SSL://a:9093"}) {
    EXPECT_TRUE(ParseKafkaOptions(brokers, {}).ok()) << brokers;
  }
  for (const std::string brokers : {"", ",", "a:1,", "a:", "a:x", "a:0", "a:65536", ":9092", "a b:1", "a:1\nb:1"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseKafkaOptions(brokers, {}).status())) << brokers;
  }
}

TEST(KafkaConfigTest, ConsumersReadCommittedRecordsToAKnownEnd) {
  const absl::StatusOr<KafkaConf> conf = ConsumerConf({.brokers = "a:1", .properties = {}}, "rollcalld");
  ASSERT_TRUE(conf.ok()) << conf.status();
  EXPECT_EQ(PropertyOf(conf->get(), "isolation.level"), "read_committed");
  EXPECT_EQ(PropertyOf(conf->get(), "enable.partition.eof"), "true");
  EXPECT_EQ(PropertyOf(conf->get(), "auto.offset.reset"), "error");
  EXPECT_EQ(PropertyOf(conf->get(), "enable.auto.commit"), "false");
  EXPECT_EQ(PropertyOf(conf->get(), "enable.auto.offset.store"), "false");
  EXPECT_EQ(PropertyOf(conf->get(), "allow.auto.create.topics"), "false");
  EXPECT_EQ(PropertyOf(conf->get(), "check.crcs"), "true");
  EXPECT_EQ(PropertyOf(conf->get(), "fetch.wait.max.ms"), "100");
  EXPECT_EQ(PropertyOf(conf->get(), "socket.timeout.ms"), "15000");
  EXPECT_EQ(PropertyOf(conf->get(), "enable.metrics.push"), "false");
  EXPECT_EQ(PropertyOf(conf->get(), "client.id"), "rollcalld");
  EXPECT_EQ(PropertyOf(conf->get(), "bootstrap.servers"), "a:1");
  EXPECT_NE(PropertyOf(conf->get(), "group.id"), "");
}

TEST(KafkaConfigTest, DescribersHaveNoGroup) {
  const absl::StatusOr<KafkaConf> conf = DescriberConf({.brokers = "a:1", .properties = {}}, "rollcalld-describe");
  ASSERT_TRUE(conf.ok()) << conf.status();
  EXPECT_EQ(PropertyOf(conf->get(), "group.id"),
            PropertyOf(KafkaConf(rd_kafka_conf_new()).get(), "group.id"));  // unset
  EXPECT_EQ(PropertyOf(conf->get(), "allow.auto.create.topics"), "false");
  EXPECT_EQ(PropertyOf(conf->get(), "client.id"), "rollcalld-describe");
}

TEST(KafkaConfigTest, UsersReplaceDefaultsButNoFixedProperty) {
  const KafkaOptions options{.brokers = "a:1", .properties = {{"fetch.wait.max.ms", "7"}, {"client.id", "mine"}}};
  const absl::StatusOr<KafkaConf> conf = ConsumerConf(options, "rollcalld");
  ASSERT_TRUE(conf.ok()) << conf.status();
  EXPECT_EQ(PropertyOf(conf->get(), "fetch.wait.max.ms"), "7");
  EXPECT_EQ(PropertyOf(conf->get(), "client.id"), "mine");
  EXPECT_FALSE(ConsumerConf({.brokers = "a:1", .properties = {{"isolation.level", "read_uncommitted"}}}, "x").ok());
}

TEST(KafkaConfigTest, ProducersWaitForAllReplicas) {
  const KafkaOptions options{.brokers = "a:1", .properties = {}};
  const absl::StatusOr<KafkaConf> idempotent = ProducerConf(options, "rollcall-agent", Idempotence::kOn);
  ASSERT_TRUE(idempotent.ok()) << idempotent.status();
  EXPECT_EQ(PropertyOf(idempotent->get(), "enable.idempotence"), "true");
  EXPECT_EQ(PropertyOf(idempotent->get(), "acks"), "-1");
  EXPECT_EQ(PropertyOf(idempotent->get(), "allow.auto.create.topics"), "false");
  const absl::StatusOr<KafkaConf> plain = ProducerConf(options, "rollcall-agent", Idempotence::kOff);
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_EQ(PropertyOf(plain->get(), "enable.idempotence"), "false");
  EXPECT_EQ(PropertyOf(plain->get(), "acks"), "-1");
  EXPECT_EQ(PropertyOf(plain->get(), "max.in.flight.requests.per.connection"), "1");
}

TEST(KafkaConfigTest, PropertiesThatDoNotFitTogetherAreRefusedWithoutACrash) {
  const KafkaOptions options{.brokers = "a:1",
                             .properties = {{"security.protocol", "sasl_plaintext"}, {"sasl.mechanism", "NONE"}}};
  absl::StatusOr<KafkaConf> conf = ConsumerConf(options, "x");
  ASSERT_TRUE(conf.ok()) << conf.status();
  const absl::StatusOr<KafkaClient> client = NewKafkaClient(RD_KAFKA_CONSUMER, *std::move(conf));
  EXPECT_TRUE(absl::IsInvalidArgument(client.status())) << client.status();
}

}  // namespace
}  // namespace rollcall::topic
