// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_property.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/testing/temporary_folder.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::topic {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

// The error for a flag: that of its parsing, or of its use in a configuration.
absl::Status StatusOf(const std::string& flag) {
  const absl::StatusOr<KafkaProperty> property = ParseKafkaProperty(flag);
  if (!property.ok()) return property.status();
  const KafkaConf conf(rd_kafka_conf_new());
  return SetUserProperty(conf.get(), *property);
}

std::string RefusalOf(const std::string& flag) {
  const absl::Status status = StatusOf(flag);
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  return std::string(status.message());
}

TEST(KafkaPropertyTest, AValueMayComeFromAFile) {
  const rollcall::testing::TemporaryFolder folder;
  const std::string path = folder / "file";
  for (const auto& [content, value] :
       {std::pair("two\nlines\n", "two\nlines"), {"one\r\n", "one"}, {"two\n\n", "two\n"}, {"", ""}}) {
    std::ofstream(path) << content;
    EXPECT_THAT(ParseKafkaProperty(absl::StrCat("sasl.password=@", path)).value(), Pair("sasl.password", value));
  }
  EXPECT_EQ(RefusalOf("sasl.password=@/no/such/file"),
            "-X sasl.password=@/no/such/file: the file cannot be read: No such file or directory");
  EXPECT_THAT(RefusalOf("sasl.password=@/"), HasSubstr("cannot be read: Is a directory"));
}

TEST(KafkaPropertyTest, AClientReportsItsProperties) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  ASSERT_TRUE(SetProperty(conf, "client.id", "x").ok());
  const KafkaClient client(rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0));
  ASSERT_NE(client, nullptr);
  EXPECT_EQ(PropertyOf(client.get(), "client.id"), "x");
  EXPECT_EQ(PropertyOf(client.get(), "no.such.property"), "");
}

TEST(KafkaPropertyTest, RollcallSetsWhatUsersMayNot) {
  const KafkaConf conf(rd_kafka_conf_new());
  EXPECT_TRUE(SetProperty(conf.get(), "isolation.level", "read_committed").ok());
  EXPECT_TRUE(absl::IsInvalidArgument(SetUserProperty(conf.get(), {"isolation.level", "read_committed"})));
  EXPECT_TRUE(SetUserProperty(conf.get(), {"client.id", "x"}).ok());
}

TEST(KafkaPropertyTest, PropertiesThatAnswersDependOnAreRefusedByName) {
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
    EXPECT_THAT(RefusalOf(absl::StrCat(name, "=x")), HasSubstr(absl::StrCat("-X ", name, " cannot be set: ")));
  }
}

// librdkafka's list of its properties: "name | C/P | range | default | importance | text".
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
  const absl::Status status = StatusOf(absl::StrCat(name, "=\x01 no value of anything"));
  return absl::StrContains(status.message(), "cannot be set: ");
}

TEST(KafkaPropertyTest, OtherNamesOfARefusedPropertyAreRefusedToo) {
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

TEST(KafkaPropertyTest, CallbacksCannotBeSet) {
  int callbacks = 0;
  const std::string properties = KnownProperties();
  for (const absl::string_view line : absl::StrSplit(properties, '\n')) {
    if (!absl::StrContains(line, "*Type: see dedicated API*")) continue;
    const std::string name(line.substr(0, line.find(' ')));
    ++callbacks;
    EXPECT_FALSE(StatusOf(absl::StrCat(name, "=x")).ok()) << name;
  }
  EXPECT_GE(callbacks, 10);
}

// Each error names the property and perhaps the file, but shows nothing of the value.
TEST(KafkaPropertyTest, ErrorsShowNoValue) {
  const rollcall::testing::TemporaryFolder folder;
  const std::string path = folder / "file";
  std::ofstream(path) << "hunter2";
  for (const std::string& value : {std::string("hunter2"), absl::StrCat("@", path), std::string("generic,hunter2"),
                                   std::string("a\"hunter2\"b"), std::string(2000, 'x') + "hunter2"}) {
    for (const std::string name : {"security.protocol", "debug", "fetch.wait.max.ms", "check.crcs", "builtin.features",
                                   "compression.codec", "enable.ssl.certificate.verification", "no.such.property"}) {
      const std::string refusal = RefusalOf(absl::StrCat(name, "=", value));
      EXPECT_THAT(refusal, HasSubstr(name));
      EXPECT_THAT(refusal, Not(HasSubstr("hunter2")));
    }
  }
  EXPECT_THAT(RefusalOf("sasl.password hunter2"), Not(HasSubstr("hunter2")));
  EXPECT_THAT(RefusalOf("=hunter2"), Not(HasSubstr("hunter2")));
  EXPECT_THAT(RefusalOf("socket.timeout.ms=98765432"), AllOf(HasSubstr("range"), Not(HasSubstr("98765432"))));
}

TEST(KafkaPropertyTest, UnknownPropertiesAndBadValuesAreNamed) {
  EXPECT_THAT(RefusalOf("no.such.property=1"), HasSubstr("no.such.property"));
  EXPECT_THAT(RefusalOf("fetch.wait.max.ms=soon"), HasSubstr("fetch.wait.max.ms"));
  EXPECT_THAT(RefusalOf("client.id"), HasSubstr("expected KEY=VALUE"));
  EXPECT_THAT(RefusalOf("=x"), HasSubstr("expected KEY=VALUE"));
}

}  // namespace
}  // namespace rollcall::topic
