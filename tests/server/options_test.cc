// SPDX-License-Identifier: Apache-2.0
#include "server/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace rollcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class OptionsTest : public ::testing::Test {
 protected:
  OptionsTest() { DefineOptions(app_, options_); }

  // False if the command line is refused.
  bool Parse(std::vector<std::string> arguments) {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 takes them
    try {
      app_.parse(std::move(reversed));
    } catch (const CLI::ParseError&) {
      return false;
    }
    return true;
  }

  ServerOptions options_;
  CLI::App app_;
};

TEST_F(OptionsTest, BrokersAreEnough) {
  ASSERT_TRUE(Parse({"--brokers", "kafka:9092"}));
  EXPECT_TRUE(CheckOptions(options_).ok());
  EXPECT_EQ(options_.topic, "coprocessor_status_topic");
  EXPECT_EQ(options_.listen, "127.0.0.1:50051");
  EXPECT_EQ(options_.http.listen, "");
}

TEST_F(OptionsTest, ThereMustBeBrokersOrTheEmbeddedOne) {
  ASSERT_TRUE(Parse({}));
  EXPECT_EQ(CheckOptions(options_).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(CheckOptions(options_).message(), HasSubstr("--brokers"));
  ASSERT_TRUE(Parse({"--embedded-broker"}));
  EXPECT_TRUE(CheckOptions(options_).ok());
}

TEST_F(OptionsTest, BrokersAndTheEmbeddedOneExcludeEachOther) {
  ASSERT_TRUE(Parse({"--embedded-broker", "--brokers", "kafka:9092"}));
  EXPECT_EQ(CheckOptions(options_).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(CheckOptions(options_).message(), HasSubstr("exclude each other"));
}

TEST_F(OptionsTest, ATopicHasANameThatKafkaCanHave) {
  for (const std::string name : {"", ".", "a b"}) {
    ASSERT_TRUE(Parse({"--brokers", "kafka:9092", "--topic", name}));
    EXPECT_THAT(CheckOptions(options_).message(), HasSubstr("--topic '" + name + "'"));
  }
}

TEST_F(OptionsTest, AddressesAreChecked) {
  ASSERT_TRUE(Parse({"--brokers", "kafka:9092", "--listen", "nowhere"}));
  EXPECT_THAT(CheckOptions(options_).message(), HasSubstr("--listen 'nowhere'"));
  ASSERT_TRUE(Parse({"--brokers", "kafka:9092", "--listen", "unix:/tmp/socket", "--http-listen", "unix:/tmp/socket"}));
  EXPECT_THAT(CheckOptions(options_).message(), HasSubstr("--http-listen 'unix:/tmp/socket'"));
}

TEST_F(OptionsTest, TheAddressDecidesWhatSecurityIsNeeded) {
  ASSERT_TRUE(Parse({"--brokers", "kafka:9092", "--listen", "0.0.0.0:50051"}));
  EXPECT_THAT(CheckOptions(options_).message(), HasSubstr("--insecure-listen"));
  ASSERT_TRUE(Parse({"--brokers", "kafka:9092", "--listen", "0.0.0.0:50051", "--insecure-listen"}));
  EXPECT_TRUE(CheckOptions(options_).ok());
}

TEST_F(OptionsTest, EachPropertyHasAnOptionOfItsOwn) {
  ASSERT_TRUE(Parse({"-X", "a=1", "-X", "b=@file"}));
  EXPECT_THAT(options_.properties, ElementsAre("a=1", "b=@file"));
  EXPECT_FALSE(Parse({"-X", "a=1", "b=2"}));
  EXPECT_FALSE(Parse({"-X", "no value"}));
}

TEST_F(OptionsTest, ValuesOutOfRangeAreRefused) {
  EXPECT_FALSE(Parse({"--max-watchers", "0"}));
  EXPECT_FALSE(Parse({"--max-watchers", "1000001"}));
  EXPECT_TRUE(Parse({"--max-watchers", "1"}));
  EXPECT_FALSE(Parse({"--log-level", "loud"}));
  EXPECT_TRUE(Parse({"--log-level", "debug"}));
}

}  // namespace
}  // namespace rollcall
