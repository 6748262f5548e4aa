// SPDX-License-Identifier: Apache-2.0
// What rollcall-agent prints and returns, with a topic in memory.
#include "agent/commands.h"

#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>

#include "base/exit_code.h"
#include "tests/testing/embedded_broker.h"
#include "tests/testing/fake_status_topic.h"

namespace rollcall::agent {
namespace {

constexpr char kStatus[] = R"({"status":"up","coprocessors":{}})";

class AgentCommandsTest : public ::testing::Test {
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
      .kafka = {}, .topic = "t", .timeout = absl::Seconds(30), .node_id = 5, .input_path = "-", .new_topic = {}};
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
  options_.input_path = "/no/such/file";
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
            "rollcall-agent: the decimal key of node 1234 (\"1234\") was left alone: node 875770417 uses it\n");
}

TEST_F(AgentCommandsTest, RetirePrintsWhatWasDoneBeforeItFailed) {
  topic_.appends_until_failure = 1;
  EXPECT_EQ(Retire(), kExitNo);
  EXPECT_EQ(out_.str(), "retired node 5 under its decimal key at offset 0\n");
  EXPECT_EQ(err_.str(), "rollcall-agent: not acknowledged\n");
}

class AgentCommandTest : public ::testing::Test {
 protected:
  int Run(Command command, const std::string& input = "") {
    std::istringstream in(input);
    return RunCommand(command, options_, {in, out_, err_});
  }

  const std::unique_ptr<topic::EmbeddedBroker> broker_ = rollcall::testing::StartBroker("t");
  std::ostringstream out_;
  std::ostringstream err_;
  AgentOptions options_{.kafka = {.brokers = broker_->BrokerAddress(), .properties = {}},
                        .topic = "t",
                        .timeout = absl::Seconds(30),
                        .node_id = 5,
                        .input_path = "-",
                        .new_topic = {}};
};

TEST_F(AgentCommandTest, PublishesAndRetiresOnABroker) {
  EXPECT_EQ(Run(Command::kPublish, kStatus), kExitYes);
  EXPECT_EQ(Run(Command::kRetire), kExitYes);
  EXPECT_EQ(out_.str(),
            "published node 5 at offset 0\nretired node 5 under its decimal key at offset 1\nretired node 5 under its "
            "binary key at offset 2\n");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(AgentCommandTest, CreateTopicReportsTheTopicThatExists) {
  EXPECT_EQ(Run(Command::kCreateTopic), kExitYes);
  EXPECT_EQ(out_.str().rfind("found topic t: 1 partition", 0), 0u) << out_.str();
}

TEST_F(AgentCommandTest, PropertiesThatDoNotFitTogetherAreAUsageError) {
  options_.kafka.properties.emplace_back("sasl.mechanism", "GSSAPI");
  options_.kafka.properties.emplace_back("security.protocol", "sasl_plaintext");
  options_.kafka.properties.emplace_back("sasl.kerberos.service.name", "");
  EXPECT_EQ(Run(Command::kPublish, kStatus), kExitUsage) << out_.str();
  EXPECT_NE(err_.str(), "");
}

}  // namespace
}  // namespace rollcall::agent
