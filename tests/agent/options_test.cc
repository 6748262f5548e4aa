// SPDX-License-Identifier: Apache-2.0
#include "agent/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace rollcall::agent {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class AgentOptionsTest : public testing::Test {
 protected:
  absl::StatusOr<AgentOptions> Parse(std::vector<std::string> arguments) {
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes a vector from its end
    CLI::App app("", "rollcall-agent");
    Flags flags;
    DefineFlags(app, flags);
    app.parse(arguments);
    command_ = CalledCommand(app);
    return CheckFlags(flags);
  }

  absl::StatusOr<Command> command_ = absl::UnknownError("not parsed");
};

TEST_F(AgentOptionsTest, CommonFlagsMayComeBeforeOrAfterTheCommand) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--brokers", "a:1", "--topic", "t", "-X", "client.id=x", "retire", "--node-id", "-5"},
        std::vector<std::string>{"retire", "--node-id", "-5", "--brokers", "a:1", "--topic", "t", "-X",
                                 "client.id=x"}}) {
    const absl::StatusOr<AgentOptions> options = Parse(arguments);
    ASSERT_TRUE(options.ok()) << options.status();
    EXPECT_EQ(command_.value(), Command::kRetire);
    EXPECT_EQ(options->kafka.brokers, "a:1");
    EXPECT_EQ(options->topic, "t");
    EXPECT_THAT(options->kafka.properties, ElementsAre(Pair("client.id", "x")));
    EXPECT_EQ(options->node_id, -5);
  }
}

TEST_F(AgentOptionsTest, PropertiesDoNotSwallowWhatFollows) {
  const absl::StatusOr<AgentOptions> options = Parse({"publish", "--brokers", "a:1", "-X", "client.id=x", "-"});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->input_path, "-");
  EXPECT_EQ(options->key_encoding, KeyEncoding::kBinary);
  EXPECT_EQ(options->timeout, absl::Seconds(30));
}

TEST_F(AgentOptionsTest, SettingsOfTheNewTopicAreSplitAtTheFirstEqualsSign) {
  const absl::StatusOr<AgentOptions> options = Parse(
      {"create-topic", "--brokers", "a:1", "--replication-factor", "1", "--set", "segment.bytes=1", "--set", "x=y=z"});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->new_topic.replication_factor, 1);
  EXPECT_THAT(options->new_topic.config, ElementsAre(Pair("segment.bytes", "1"), Pair("x", "y=z")));
}

TEST_F(AgentOptionsTest, AnUnusableFlagIsNamed) {
  EXPECT_THAT(std::string(Parse({"publish", "-"}).status().message()), HasSubstr("--brokers is missing"));
  EXPECT_THAT(std::string(Parse({"publish", "-", "--brokers", "a:1", "--topic", ""}).status().message()),
              HasSubstr("--topic"));
  EXPECT_THAT(std::string(Parse({"create-topic", "--brokers", "a:1", "--set", "x"}).status().message()),
              HasSubstr("--set x"));
  for (const std::string timeout : {"0", "soon", "-1s", "2h", "inf"}) {
    EXPECT_THAT(std::string(Parse({"publish", "-", "--brokers", "a:1", "--timeout", timeout}).status().message()),
                AllOf(HasSubstr("--timeout"), HasSubstr(timeout)));
  }
  EXPECT_EQ(Parse({"publish", "-", "--brokers", "a:1", "--timeout", "5"})->timeout, absl::Seconds(5));
  EXPECT_TRUE(Parse({"--brokers", "a:1"}).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(command_.status())) << "no command";
}

TEST_F(AgentOptionsTest, AKeyIsBinaryUnlessDecimalIsAskedFor) {
  EXPECT_EQ(Parse({"publish", "-", "--brokers", "a:1"})->key_encoding, KeyEncoding::kBinary);
  EXPECT_EQ(Parse({"publish", "-", "--brokers", "a:1", "--key-encoding", "decimal"})->key_encoding,
            KeyEncoding::kDecimal);
  EXPECT_THROW((void)Parse({"publish", "-", "--brokers", "a:1", "--key-encoding", "hex"}), CLI::ParseError);
}

TEST_F(AgentOptionsTest, RetireNeedsANode) {
  EXPECT_THROW((void)Parse({"retire", "--brokers", "a:1"}), CLI::RequiredError);
}

}  // namespace
}  // namespace rollcall::agent
