// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "topic/kafka/kafka_log.h"

namespace rollcall::topic {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
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

TEST(KafkaConfigTest, AValueMayComeFromAFile) {
  const std::string path = absl::StrCat(testing::TempDir(), "/rollcall_kafka_config_test_secret");
  std::ofstream(path) << "two\nlines\n";
  const absl::StatusOr<KafkaOptions> options = ParseKafkaOptions("a:1", {absl::StrCat("sasl.password=@", path)});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_THAT(options->properties, ElementsAre(Pair("sasl.password", "two\nlines")));
  EXPECT_EQ(RefusalOf({"sasl.password=@/no/such/file"}), "-X sasl.password=@/no/such/file: the file cannot be read");
  EXPECT_THAT(RefusalOf({"sasl.password=@/"}), HasSubstr("cannot be read")) << "a directory";
}

TEST(KafkaConfigTest, WhatTheContractRestsOnIsRefusedByName) {
  for (const std::string name : {"isolation.level",
                                 "enable.partition.eof",
                                 "auto.offset.reset",
                                 "enable.auto.commit",
                                 "auto.commit.enable",
                                 "enable.auto.offset.store",
                                 "allow.auto.create.topics",
                                 "bootstrap.servers",
                                 "metadata.broker.list",
                                 "group.id",
                                 "check.crcs",
                                 "acks",
                                 "request.required.acks",
                                 "enable.idempotence",
                                 "delivery.report.only.error",
                                 "transactional.id",
                                 "test.mock.num.brokers",
                                 "client.rack",
                                 "api.version.request",
                                 "api.version.fallback.ms",
                                 "broker.version.fallback",
                                 "offset.store.method"}) {
    EXPECT_THAT(RefusalOf({absl::StrCat(name, "=x")}), HasSubstr(absl::StrCat("-X ", name, " cannot be set: ")));
  }
}

// librdkafka's own list of what it knows: "name | C/P | range | default | importance | text".
std::string KnownProperties() {
  char* text = nullptr;
  size_t size = 0;
  FILE* file = open_memstream(&text, &size);
  rd_kafka_conf_properties_show(file);
  fclose(file);
  std::string properties(text, size);
  free(text);
  return properties;
}

bool IsRefused(absl::string_view name) {
  const absl::Status status = ParseKafkaOptions("a:1", {absl::StrCat(name, "=\x01 no value of anything")}).status();
  return absl::StrContains(status.message(), "cannot be set: ");
}

TEST(KafkaConfigTest, OtherNamesOfWhatIsRefusedAreRefusedToo) {
  constexpr absl::string_view kAlias = "Alias for `";
  int aliases = 0;
  const std::string properties = KnownProperties();
  for (const absl::string_view line : absl::StrSplit(properties, '\n')) {
    const size_t alias = line.find(kAlias);
    if (alias == absl::string_view::npos) continue;
    ++aliases;
    const absl::string_view rest = line.substr(alias + kAlias.size());
    const absl::string_view name = line.substr(0, line.find(' '));
    const absl::string_view meant = rest.substr(0, rest.find('`'));
    EXPECT_EQ(IsRefused(name), IsRefused(meant)) << name << " is another name of " << meant;
  }
  EXPECT_GE(aliases, 10);
}

TEST(KafkaConfigTest, CallbacksCannotBeSet) {
  int callbacks = 0;
  const std::string properties = KnownProperties();
  for (const absl::string_view line : absl::StrSplit(properties, '\n')) {
    if (!absl::StrContains(line, "*Type: see dedicated API*")) continue;
    const std::string name(line.substr(0, line.find(' ')));
    ++callbacks;
    EXPECT_FALSE(ParseKafkaOptions("a:1", {absl::StrCat(name, "=x")}).ok()) << name;
  }
  EXPECT_GE(callbacks, 10);
}

// Each of them names the property and, if at all, the file, but shows nothing of the value.
TEST(KafkaConfigTest, ErrorsShowNoValue) {
  const std::string path = absl::StrCat(testing::TempDir(), "/rollcall_kafka_config_test_hunter");
  std::ofstream(path) << "hunter2";
  for (const std::string& value : {std::string("hunter2"), absl::StrCat("@", path), std::string("generic,hunter2"),
                                   std::string("a\"hunter2\"b"), std::string(2000, 'x') + "hunter2"}) {
    for (const std::string name : {"security.protocol", "debug", "fetch.wait.max.ms", "check.crcs", "builtin.features",
                                   "compression.codec", "enable.ssl.certificate.verification", "no.such.property"}) {
      const std::string refusal = RefusalOf({absl::StrCat(name, "=", value)});
      EXPECT_THAT(refusal, HasSubstr(name));
      EXPECT_THAT(refusal, Not(HasSubstr("hunter2")));
    }
  }
  EXPECT_THAT(RefusalOf({"sasl.password hunter2"}), Not(HasSubstr("hunter2")));
  EXPECT_THAT(RefusalOf({"=hunter2"}), Not(HasSubstr("hunter2")));
  EXPECT_THAT(RefusalOf({"socket.timeout.ms=98765432"}), AllOf(HasSubstr("range"), Not(HasSubstr("98765432"))));
}

TEST(KafkaConfigTest, UnknownPropertiesAndBadValuesAreNamed) {
  EXPECT_THAT(RefusalOf({"no.such.property=1"}), HasSubstr("no.such.property"));
  EXPECT_THAT(RefusalOf({"fetch.wait.max.ms=soon"}), HasSubstr("fetch.wait.max.ms"));
  EXPECT_THAT(RefusalOf({"client.id"}), HasSubstr("expected KEY=VALUE"));
  EXPECT_THAT(RefusalOf({"=x"}), HasSubstr("expected KEY=VALUE"));
}

TEST(KafkaConfigTest, BrokersAreAddresses) {
  for (const std::string brokers :
       {"localhost", "127.0.0.1:9092", "[::1]:9092", "[::1]", "a.example:9092,b.example:9093", "SSL://a:9093"}) {
    EXPECT_TRUE(ParseKafkaOptions(brokers, {}).ok()) << brokers;
  }
  for (const std::string brokers : {"", ",", "a:1,", "a:", "a:x", "a:0", "a:65536", ":9092", "a b:1"}) {
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
  EXPECT_EQ(PropertyOf(conf->get(), "client.id"), "rollcalld");
  EXPECT_EQ(PropertyOf(conf->get(), "bootstrap.servers"), "a:1");
  EXPECT_NE(PropertyOf(conf->get(), "group.id"), "");
}

TEST(KafkaConfigTest, DescribersLookForNoGroup) {
  const absl::StatusOr<KafkaConf> conf = DescriberConf({.brokers = "a:1", .properties = {}}, "rollcalld-describe");
  ASSERT_TRUE(conf.ok()) << conf.status();
  EXPECT_EQ(PropertyOf(conf->get(), "group.id"),
            PropertyOf(KafkaConf(rd_kafka_conf_new()).get(), "group.id"));  // unset
  EXPECT_EQ(PropertyOf(conf->get(), "allow.auto.create.topics"), "false");
  EXPECT_EQ(PropertyOf(conf->get(), "client.id"), "rollcalld-describe");
}

TEST(KafkaConfigTest, UsersReplaceDefaultsButNothingThatIsFixed) {
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

TEST(KafkaConfigTest, LogLinesOfOneKindAreHeldBack) {
  LineThrottle throttle;
  absl::Time now = absl::UnixEpoch();
  for (int i = 0; i < LineThrottle::kLinesPerMinute; ++i) EXPECT_EQ(throttle.Admit("FAIL", now), 0);
  EXPECT_EQ(throttle.Admit("FAIL", now), std::nullopt);
  EXPECT_EQ(throttle.Admit("FAIL", now), std::nullopt);
  EXPECT_EQ(throttle.Admit("OTHER", now), 0);
  now += absl::Minutes(1);
  EXPECT_EQ(throttle.Admit("FAIL", now), 2);
  EXPECT_EQ(throttle.Admit("FAIL", now), 0);
}

}  // namespace
}  // namespace rollcall::topic
