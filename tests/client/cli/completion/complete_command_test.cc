// SPDX-License-Identifier: Apache-2.0
// What the shell gets when the user presses Tab.
#include "client/cli/completion/complete_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "absl/synchronization/notification.h"
#include "client/cli/completion/live_values.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class CompleteCommandTest : public ProgramFixture {
 protected:
  std::string Completed(std::vector<std::string> words) {
    const size_t before = out_.text().size();
    words.insert(words.begin(), "__complete");
    EXPECT_EQ(RunCommandLine(words), kExitYes);
    EXPECT_EQ(err_.text(), "");
    return out_.text().substr(before);
  }
};

TEST_F(CompleteCommandTest, CommandsWithTheirHelp) {
  EXPECT_THAT(Completed({"li"}), StartsWith("list\tList coprocessors"));
}

TEST_F(CompleteCommandTest, TheOptionsThatEachCommandHas) {
  EXPECT_THAT(Completed({"list", "--con"}), HasSubstr("--connect-timeout\t"));
  EXPECT_THAT(out_.text(), HasSubstr("--config\t"));
  EXPECT_THAT(out_.text(), HasSubstr("--context\t"));
}

TEST_F(CompleteCommandTest, NodeIdsOfTheServerThatTheLineNames) {
  service_.AnswerNodes(ListingOf({UpNode(2, 1), UpNode(12, 2), UpNode(20, 3)}, 7));
  EXPECT_EQ(Completed({"list", "--server", service_.address(), "--node", "12,2"}), "12,2\t\n12,20\t\n");
}

TEST_F(CompleteCommandTest, AServerThatDoesNotAnswerIsNoErrorAndNoWait) {
  const auto over = std::make_shared<absl::Notification>();  // the server's thread may use it after the test
  service_.OnListNodes([over](const v1::ListNodesRequest&, v1::ListNodesResponse&) {
    over->WaitForNotification();
    return grpc::Status::OK;
  });
  EXPECT_EQ(Completed({"list", "--server", service_.address(), "--node", ""}), "");  // else the test never ends
  over->Notify();
}

TEST_F(CompleteCommandTest, NoServerAndUnusableWordsAreNoErrors) {
  EXPECT_EQ(Completed({"list", "--server", kUnusedAddress, "--node", ""}), "");
  EXPECT_EQ(Completed({"list", "--server", "nonsense", "--bogus", "--node", ""}), "");
  EXPECT_EQ(Completed({"--server"}),
            "--server\tServers that are replicas of each other, tried in turn: HOST:PORT or "
            "unix:PATH, separated by commas\n");
}

TEST(LiveValuesTest, WhatAShellWouldNotTakeAsOneWordIsLeftOut) {
  const v1::ListNodesResponse listing =
      ListingOf({UpNode(1, 1, {{"b", {"t2", "t1"}, ""}, {"$(reboot)", {}, ""}, {"a b", {}, ""}}),
                 UpNode(2, 2, {{"a", {"t1"}, ""}})},
                7);
  EXPECT_THAT(ValuesIn(listing, LiveValues::kCoprocessorNames), ElementsAre("a", "b"));
  EXPECT_THAT(ValuesIn(listing, LiveValues::kTopics), ElementsAre("t1", "t2"));
  EXPECT_THAT(ValuesIn(listing, LiveValues::kNodeIds), ElementsAre("1", "2"));
}

}  // namespace
}  // namespace rollcall::cli
