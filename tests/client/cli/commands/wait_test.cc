// SPDX-License-Identifier: Apache-2.0
// `rollcall wait` against a scripted gRPC server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::EndsWith;
using ::testing::HasSubstr;

class WaitTest : public ProgramFixture {
 protected:
  // Sends a state twice: first as it was when the wait began, then with newer evidence.
  void Show(const std::vector<v1::NodeStatus>& nodes) {
    service_.Send(SnapshotOf(nodes, 9, "t1"));
    v1::WatchStatusResponse later = WithCheckpoint({}, nodes, 9, "t2");
    SetTime(Noon() + absl::Milliseconds(100), later.mutable_checkpoint()->mutable_header()->mutable_as_of_time());
    SetTime(Noon() + absl::Milliseconds(200), later.mutable_checkpoint()->mutable_header()->mutable_answer_time());
    service_.Send(later);
  }
  // Runs a command line that CLI11 refuses, and returns what that writes to the process's stderr.
  std::string Refused(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "wait");
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(Run(arguments), kExitUsage);
    return ::testing::internal::GetCapturedStderr();
  }
};

TEST_F(WaitTest, ConditionsThatHoldAreExit0) {
  Show({UpNode(1, 1, {{"a", {}, ""}}), UpNode(2, 2, {{"a", {}, ""}})});
  EXPECT_EQ(Run({"wait", "--for", "running=a", "--for", "up=all", "gone=b", "--on", "1-2"}), kExitYes);
  EXPECT_EQ(out_.text(), "");
  EXPECT_EQ(service_.watch_requests().at(0).heartbeat_interval().seconds(), 1);
}

TEST_F(WaitTest, UnlessIsExit1AndIsNotPlaced) {
  Show({UpNode(1, 1, {{"a", {}, ""}}), UpNode(2, 2)});
  EXPECT_EQ(Run({"wait", "--for", "running=b", "--unless", "running=a", "--on", "all"}), kExitNo);
  EXPECT_EQ(err_.text(), "rollcall: --unless running=a holds at revision 9 (node 1: running it)\n");
}

TEST_F(WaitTest, TimeThatRunsOutIsExit3) {
  Show({UpNode(1, 1)});
  EXPECT_EQ(Run({"wait", "--for", "nodes=2", "--timeout", "2s"}), kExitTimeout);
  EXPECT_THAT(err_.text(), EndsWith("rollcall: time ran out after 2s at revision 9; still waiting for nodes=2 "
                                    "(1 node has a status)\n"));
}

TEST_F(WaitTest, TheTimeoutMayComeBeforeTheCommand) {
  Show({UpNode(1, 1)});
  EXPECT_EQ(Run({"--timeout", "2s", "wait", "--for", "nodes=2"}), kExitTimeout);
}

TEST_F(WaitTest, ARevisionThatDoesNotComeIsExit3) {
  Show({UpNode(1, 1)});
  EXPECT_EQ(Run({"wait", "--for", "up=1", "--min-revision", "10", "--timeout", "2s"}), kExitTimeout);
  EXPECT_THAT(err_.text(), HasSubstr("still waiting for revision 10 (the server is at 9)\n"));
}

TEST_F(WaitTest, NoTrustworthyAnswerIsExit4) {
  service_.Send(SnapshotOf({UpNode(1, 1)}, 9, "t1"));
  EXPECT_EQ(Run({"wait", "--for", "up=1", "--timeout", "2s"}), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr("rollcall: no trustworthy answer within 2s; still waiting for a trustworthy"));
}

TEST_F(WaitTest, AnUnreachableServerIsExit4) {
  EXPECT_EQ(RunAt(kUnusedAddress, {"wait", "--for", "up=1", "--connect-timeout", "2s"}), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr("rollcall: no server could be reached: 127.0.0.1:1 (connection refused)"));
}

TEST_F(WaitTest, ARefusedCallIsExit4) {
  service_.Break(ServerError(grpc::StatusCode::PERMISSION_DENIED, "PERMISSION_DENIED", "not you"));
  EXPECT_EQ(Run({"wait", "--for", "up=1"}), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr("rollcall: not you (PERMISSION_DENIED)"));
}

TEST_F(WaitTest, AWrongCommandLineIsExit2AndSaysWhatIsAllowed) {
  EXPECT_THAT(Refused({}), HasSubstr("--for is required"));
  EXPECT_THAT(Refused({"--for", "up"}), HasSubstr("rollcall: --for: 'up' is not an expression; write running=NAME"));
  EXPECT_THAT(Refused({"--for", "up=1", "--unless", "down=x"}), HasSubstr("--unless: 'x' is neither a node id nor"));
  EXPECT_THAT(Refused({"--for", "running=a", "--on", "x"}), HasSubstr("--on: 'x' is neither a node id nor"));
  EXPECT_THAT(Refused({"--for", "up=1", "--on", "all"}), HasSubstr("--on: it says where a coprocessor must run; add"));
  EXPECT_THAT(Refused({"--for", "up=1", "--at-least", "2"}), HasSubstr("--at-least: it says where"));
  EXPECT_THAT(Refused({"--for", "running=a", "--at-least", "0"}), HasSubstr("--at-least"));
  EXPECT_THAT(Refused({"--for", "running=a", "--at-least", "2", "--on", "all"}), HasSubstr("--at-least"));
  EXPECT_THAT(Refused({"--for", "up=1", "--stable", "x"}), HasSubstr("--stable: 'x' is not a time"));
  EXPECT_TRUE(service_.watch_requests().empty());
}

}  // namespace
}  // namespace rollcall::cli
