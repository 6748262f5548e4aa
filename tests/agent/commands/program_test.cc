// SPDX-License-Identifier: Apache-2.0
// The command line of rollcall-agent as a whole, on an embedded broker.
#include "agent/commands/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/agent/commands/command_fixture.h"
#include "tests/testing/embedded_broker.h"

namespace rollcall::agent {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class AgentProgramTest : public CommandFixture {
 protected:
  // With --brokers and --topic, which may come before or after the command.
  int RunOnBroker(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--brokers", broker_->BrokerAddress(), "--topic", "t"});
    return RunCommandLine(std::move(arguments));
  }
  // stdout and stderr of CLI11 are those of the process.
  std::string UsageError(const std::vector<std::string>& arguments) {
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(RunCommandLine(arguments), kExitUsage);
    return ::testing::internal::GetCapturedStderr() + err_.str();
  }

  const std::unique_ptr<topic::EmbeddedBroker> broker_ = rollcall::testing::StartBroker("t");
};

TEST_F(AgentProgramTest, PublishesAndRetires) {
  in_.str(R"({"status":"up","coprocessors":{}})");
  EXPECT_EQ(RunOnBroker({"publish", "--node-id", "5", "-X", "client.id=x", "-"}), kExitYes);
  EXPECT_EQ(RunOnBroker({"retire", "--node-id", "5"}), kExitNo) << "its publisher may be alive";
  EXPECT_THAT(err_.str(), HasSubstr("--force"));
  err_.str("");
  EXPECT_EQ(RunOnBroker({"retire", "--node-id", "5", "--force"}), kExitYes);
  EXPECT_EQ(out_.str(),
            "published node 5 at offset 0\nretired node 5 under its decimal key at offset 1\nretired node 5 under its "
            "binary key at offset 2\n");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(AgentProgramTest, NothingIsWrittenIfTheServerCannotBeAskedAsTheOptionsSay) {
  in_.str(R"({"status":"up","coprocessors":{}})");
  const std::vector<std::string> wait = {"--wait-for-server", "127.0.0.1:1", "--tls-ca", "/no/such"};
  std::vector<std::string> publish = {"publish", "--node-id", "5", "-"};
  publish.insert(publish.end(), wait.begin(), wait.end());
  EXPECT_EQ(RunOnBroker(publish), kExitUsage);
  std::vector<std::string> retire = {"retire", "--node-id", "5", "--force"};
  retire.insert(retire.end(), wait.begin(), wait.end());
  EXPECT_EQ(RunOnBroker(retire), kExitUsage);
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(), HasSubstr("cannot read /no/such: No such file or directory"));
}

TEST_F(AgentProgramTest, ReapChecksHowItIsToAskTheServer) {
  EXPECT_EQ(RunOnBroker({"reap", "--server", "127.0.0.1:1", "--tls-cert", "/no/such"}), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("--tls-cert needs --tls-key"));
}

TEST_F(AgentProgramTest, CreateTopicReportsTheTopicThatExists) {
  EXPECT_EQ(RunOnBroker({"create-topic"}), kExitYes);
  EXPECT_EQ(out_.str().rfind("found topic t: 1 partition", 0), 0u) << out_.str();
  EXPECT_THAT(err_.str(), HasSubstr("note: topic 't' has the replication factor 1, below the usual 3"));
}

TEST_F(AgentProgramTest, CreateTopicFailsIfTheTopicIsNotAsAskedFor) {
  EXPECT_EQ(RunOnBroker({"create-topic", "--replication-factor", "3", "--set", "segment.bytes=7"}), kExitNo);
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(), AllOf(HasSubstr("the replication factor 3 was asked for, and it is 1"),
                                HasSubstr("segment.bytes=7 was asked for"), HasSubstr(broker_->BrokerAddress())));
}

TEST_F(AgentProgramTest, ADryRunNeedsNoBrokerToPublishAndWritesNothing) {
  in_.str(R"({"status":"up","coprocessors":{}})");
  EXPECT_EQ(RunCommandLine({"publish", "--node-id", "5", "--dry-run", "-"}), kExitYes);
  EXPECT_THAT(out_.str(), HasSubstr("\\x05\\x00\\x00\\x00\t{"));
  EXPECT_EQ(RunOnBroker({"retire", "--node-id", "5", "--dry-run"}), kExitNo) << "the topic is empty";
}

TEST_F(AgentProgramTest, AServerThatIsNotThereIsNoAnswerAndTheRecordIsWritten) {
  in_.str(R"({"status":"up","coprocessors":{}})");
  EXPECT_EQ(RunOnBroker({"publish", "--node-id", "5", "--wait-for-server", "127.0.0.1:1", "--timeout", "10s", "-"}),
            kExitNoAnswer);
  EXPECT_EQ(out_.str(), "published node 5 at offset 0\n");
  EXPECT_THAT(err_.str(), AllOf(HasSubstr("written at offset 0"), HasSubstr("127.0.0.1:1 (connection refused)")));
}

TEST_F(AgentProgramTest, PropertiesThatDoNotFitTogetherAreAUsageError) {
  in_.str(R"({"status":"up","coprocessors":{}})");
  EXPECT_EQ(RunOnBroker({"publish", "--node-id", "5", "-", "-X", "sasl.mechanism=GSSAPI", "-X",
                         "security.protocol=sasl_plaintext", "-X", "sasl.kerberos.service.name="}),
            kExitUsage)
      << out_.str();
  EXPECT_NE(err_.str(), "");
}

TEST_F(AgentProgramTest, AnUnusableFlagIsNamed) {
  EXPECT_THAT(UsageError({"publish", "-"}), HasSubstr("--brokers is missing"));
  EXPECT_THAT(UsageError({"publish", "-", "--brokers", "a:1", "--topic", ""}), HasSubstr("--topic"));
  EXPECT_THAT(UsageError({"create-topic", "--brokers", "a:1", "--topic", "a b"}), HasSubstr("--topic 'a b'"));
  EXPECT_THAT(UsageError({"publish", "-", "--brokers", "a:1", "--wait-for-server", "b"}), HasSubstr("'b'"));
  EXPECT_THAT(UsageError({"create-topic", "--brokers", "a:1", "--set", "x"}), HasSubstr("--set x"));
  for (const std::string timeout : {"0", "soon", "-1s", "2h", "inf"}) {
    EXPECT_THAT(UsageError({"publish", "-", "--brokers", "a:1", "--timeout", timeout}),
                AllOf(HasSubstr("--timeout"), HasSubstr(timeout)));
  }
  EXPECT_THAT(UsageError({"publish", "-", "--brokers", "a:1", "--key-format", "hex"}), HasSubstr("hex"));
  EXPECT_THAT(UsageError({"retire", "--brokers", "a:1"}), HasSubstr("--node-id"));
  EXPECT_THAT(UsageError({"reap", "--brokers", "a:1"}), HasSubstr("--server"));
  EXPECT_THAT(UsageError({"reap", "--server", "a:1"}), HasSubstr("--brokers is missing"));
  EXPECT_THAT(UsageError({"reap", "--brokers", "a:1", "--server", "a"}), HasSubstr("--server"));
  for (const std::string share : {"0", "1.1", "-1", "nan", "half"}) {
    EXPECT_THAT(UsageError({"reap", "--brokers", "a:1", "--server", "a:1", "--max-share", share}), HasSubstr(share));
  }
  EXPECT_THAT(UsageError({"--brokers", "a:1"}), HasSubstr("name a command: publish, retire"));
}

}  // namespace
}  // namespace rollcall::agent
