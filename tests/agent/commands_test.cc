// SPDX-License-Identifier: Apache-2.0
// What rollcall-agent prints and returns, over a topic in memory; and its command line.
#include "agent/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "agent/input_file.h"
#include "base/exit_code.h"
#include "tests/testing/fake_status_topic.h"
#include "topic/record/status.h"

namespace rollcall::agent {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr char kStatus[] = R"({"status":"up","coprocessors":{}})";

class AgentCommandsTest : public testing::Test {
 protected:
  int Publish(const std::string& input) {
    std::istringstream in(input);
    return RunPublish(options_, publisher_, {in, out_, err_});
  }
  int Retire() {
    std::istringstream in;
    return RunRetire(options_, publisher_, {in, out_, err_});
  }

  FakeStatusTopic topic_;
  Publisher publisher_{topic_, topic_};
  std::ostringstream out_;
  std::ostringstream err_;
  AgentOptions options_{
      .kafka = {}, .topic = "t", .timeout = absl::Seconds(30), .node_id = 5, .source = "-", .new_topic = {}};
};

TEST_F(AgentCommandsTest, PublishPrintsTheOffset) {
  topic_.first_offset = 42;
  EXPECT_EQ(Publish(kStatus), kExitYes);
  EXPECT_EQ(out_.str(), "published node 5 at offset 42\n");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(AgentCommandsTest, PublishSendsNothingThatCannotBeUsed) {
  EXPECT_EQ(Publish(R"({"status":"up"})"), kExitNo);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(err_.str(), "rollcall-agent: the status cannot be used: coprocessors: expected object, found nothing\n");
  EXPECT_TRUE(topic_.records.empty());
}

TEST_F(AgentCommandsTest, PublishThatIsNotAcknowledgedIsRefused) {
  topic_.appends_until_failure = 0;
  EXPECT_EQ(Publish(kStatus), kExitNo);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(err_.str(), "rollcall-agent: not acknowledged\n");
}

TEST_F(AgentCommandsTest, AMissingFileIsAUsageError) {
  options_.source = "/no/such/file";
  EXPECT_EQ(Publish(""), kExitUsage);
  EXPECT_EQ(err_.str(), "rollcall-agent: '/no/such/file' cannot be read\n");
}

TEST_F(AgentCommandsTest, RetirePrintsEachTombstone) {
  EXPECT_EQ(Retire(), kExitYes);
  EXPECT_EQ(out_.str(),
            "retired node 5 under its decimal key at offset 0\nretired node 5 under its binary key at offset 1\n");
}

TEST_F(AgentCommandsTest, RetireSaysWhichKeyItLeftAlone) {
  topic_.records = {{.key = "1234", .value = R"({"node_id":875770417,"status":"up","coprocessors":{}})"}};
  options_.node_id = 1234;
  EXPECT_EQ(Retire(), kExitYes);
  EXPECT_EQ(out_.str(), "retired node 1234 under its binary key at offset 1\n");
  EXPECT_EQ(err_.str(),
            "rollcall-agent: the decimal key of node 1234 (\"1234\") was left alone: node 875770417 lives under it\n");
}

TEST_F(AgentCommandsTest, RetireTellsWhatWasDoneBeforeItFailed) {
  topic_.appends_until_failure = 1;
  EXPECT_EQ(Retire(), kExitNo);
  EXPECT_EQ(out_.str(), "retired node 5 under its decimal key at offset 0\n");
  EXPECT_EQ(err_.str(), "rollcall-agent: not acknowledged\n");
}

TEST(AgentSourceTest, ReadsAFileAsItIs) {
  const std::string path = absl::StrCat(testing::TempDir(), "/rollcall_agent_source_test");
  std::ofstream(path, std::ios::binary) << std::string("a\r\n\0b", 5);
  std::istringstream unused;
  EXPECT_EQ(ReadSource(path, unused).value_or(""), std::string("a\r\n\0b", 5));
}

TEST(AgentSourceTest, ReadsNoMoreThanIsOfUse) {
  std::istringstream largest(std::string(topic::kMaxValueBytes, 'x'));
  EXPECT_TRUE(ReadSource("-", largest).ok());
  std::istringstream larger(std::string(topic::kMaxValueBytes + 1, 'x'));
  EXPECT_TRUE(absl::IsInvalidArgument(ReadSource("-", larger).status()));
}

TEST(AgentSourceTest, ADirectoryIsNoSource) {
  std::istringstream unused;
  EXPECT_TRUE(absl::IsNotFound(ReadSource("/", unused).status()));
}

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

TEST_F(AgentOptionsTest, CommonFlagsStandBeforeOrAfterTheCommand) {
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
  EXPECT_EQ(options->source, "-");
  EXPECT_EQ(options->key_encoding, KeyEncoding::kBinary);
  EXPECT_EQ(options->timeout, absl::Seconds(30));
}

TEST_F(AgentOptionsTest, TopicSettings) {
  const absl::StatusOr<AgentOptions> options = Parse(
      {"create-topic", "--brokers", "a:1", "--replication-factor", "1", "--set", "segment.bytes=1", "--set", "x=y=z"});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->new_topic.replication_factor, 1);
  EXPECT_THAT(options->new_topic.config, ElementsAre(Pair("segment.bytes", "1"), Pair("x", "y=z")));
}

TEST_F(AgentOptionsTest, WhatCannotBeUsedIsNamed) {
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

}  // namespace
}  // namespace rollcall::agent
