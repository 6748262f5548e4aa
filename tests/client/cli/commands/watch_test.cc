// SPDX-License-Identifier: Apache-2.0
// `rollcall watch` against a scripted gRPC server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/exit_code.h"
#include "client/cli/commands/program.h"
#include "tests/testing/fake_status_service.h"
#include "tests/testing/status_messages.h"
#include "tests/testing/waiting_output.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class WatchTest : public ::testing::Test {
 protected:
  ~WatchTest() override { Stop(); }

  void Start(std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(),
                     {"rollcall", "watch", "--server", servers_.empty() ? service_.address() : servers_});
    thread_ = std::thread([this, arguments] {
      std::vector<const char*> argv;
      for (const std::string& argument : arguments) argv.push_back(argument.c_str());
      exit_code_ = RunProgram(static_cast<int>(argv.size()), argv.data(), context_);
    });
  }
  // Ends the program as a signal does.
  int Stop() {
    cancellation_.Cancel();
    return Join();
  }
  int Join() {
    if (thread_.joinable()) thread_.join();
    return exit_code_;
  }
  std::vector<std::string> Types() {
    std::vector<std::string> types;
    for (const auto& line : absl::StrSplit(out_.text(), '\n', absl::SkipEmpty())) {
      types.push_back(nlohmann::json::parse(std::string(line))["type"]);
    }
    return types;
  }

  FakeStatusService service_;
  std::string servers_;
  WaitingOutput out_;
  WaitingOutput err_;
  Cancellation cancellation_;
  CommandContext context_ = {.out = out_, .err = err_, .cancellation = cancellation_};
  std::thread thread_;
  int exit_code_ = -1;
};

TEST_F(WatchTest, IntoAPipeItPrintsOneObjectALine) {
  Start({"--name", "a*"});
  service_.Send(SnapshotOf({UpNode(1, 1, {{"a", {}, ""}})}, 1, "t1"));
  ASSERT_TRUE(out_.Await("\"synced\""));
  v1::WatchStatusResponse change = UpdateOf({DownNode(2, 2)});
  change.add_removed()->set_node_id(1);
  service_.Send(WithCheckpoint(change, {DownNode(2, 2)}, 3, "t3"));
  ASSERT_TRUE(out_.Await("\"synced\"", 2));
  EXPECT_EQ(Stop(), kExitYes);
  EXPECT_THAT(Types(), ElementsAre("snapshot", "node", "synced", "node", "removed", "synced"));
  EXPECT_EQ(err_.text(), "");
  EXPECT_THAT(service_.watch_requests().at(0).filter().names(), ElementsAre("a*"));
  EXPECT_EQ(service_.watch_requests().at(0).heartbeat_interval().seconds(), 15);
}

TEST_F(WatchTest, ResumesWhenTheServerComesBack) {
  Start();
  service_.Send(SnapshotOf({UpNode(1, 1)}, 1, "t1"));
  ASSERT_TRUE(out_.Await("\"synced\""));
  service_.Stop();
  ASSERT_TRUE(err_.Await("trying to resume"));
  ASSERT_TRUE(out_.Await("\"lost\""));
  service_.Start();
  service_.Send(WithCheckpoint(UpdateOf({DownNode(1, 2)}), {DownNode(1, 2)}, 2, "t2"));
  ASSERT_TRUE(out_.Await("\"synced\"", 2));
  EXPECT_EQ(Stop(), kExitYes);
  EXPECT_THAT(Types(), ElementsAre("snapshot", "node", "synced", "lost", "resumed", "node", "synced"));
  EXPECT_THAT(err_.text(), HasSubstr(absl::StrCat("resumed at ", service_.address())));
  EXPECT_EQ(service_.watch_requests().back().resume_token(), "t1");
}

TEST_F(WatchTest, FailsOverToAReplica) {
  FakeStatusService replica;
  servers_ = absl::StrCat(service_.address(), ",", replica.address());
  Start();
  service_.Send(SnapshotOf({UpNode(1, 1)}, 1, "t1"));
  ASSERT_TRUE(out_.Await("\"synced\""));
  service_.Stop();
  replica.Send(WithCheckpoint({}, {UpNode(1, 1)}, 1, "t1"));
  ASSERT_TRUE(out_.Await("\"synced\"", 2));
  EXPECT_THAT(out_.text(), HasSubstr(absl::StrCat("\"type\":\"resumed\",\"server\":\"", replica.address(), "\"")));
  EXPECT_EQ(replica.watch_requests().at(0).resume_token(), "t1");
}

TEST_F(WatchTest, AWrongDigestIsReportedAndStartsAgain) {
  Start();
  v1::WatchStatusResponse wrong = SnapshotOf({UpNode(1, 1)}, 1, "t1");
  wrong.mutable_checkpoint()->mutable_header()->set_digest(1);
  service_.Send(wrong);
  ASSERT_TRUE(err_.Await("do not match the server's digest at revision 1"));
  ASSERT_TRUE(service_.AwaitWatches(2));
  service_.Send(SnapshotOf({UpNode(1, 1)}, 1, "t2"));
  ASSERT_TRUE(out_.Await("\"synced\""));
  EXPECT_EQ(service_.watch_requests().back().resume_token(), "");
  EXPECT_THAT(Types(), ElementsAre("snapshot", "node", "synced")) << "what had the wrong digest is not shown";
}

TEST_F(WatchTest, JsonForATerminalHasNoCharactersThatReorderText) {
  context_.out_is_terminal = true;
  Start({"--format", "ndjson"});
  service_.Send(SnapshotOf({UpNode(1, 1, {{"a\u2067", {}, ""}})}, 1, "t1"));
  ASSERT_TRUE(out_.Await("\"synced\""));
  EXPECT_THAT(out_.text(), AllOf(HasSubstr("a\\u2067"), Not(HasSubstr("\u2067"))));
}

TEST_F(WatchTest, LogIsASentenceALine) {
  Start({"--format", "log"});
  service_.Send(SnapshotOf({UpNode(1, 1, {{"a", {}, ""}})}, 1, "t1"));
  ASSERT_TRUE(out_.Await("complete at revision 1: 1 node, digest checked\n"));
  EXPECT_THAT(out_.text(), HasSubstr("node 1 is up and runs a (offset 1)\n"));
}

TEST_F(WatchTest, ShowsHeartbeatsAndRepublishedStatusesOnlyWhenAsked) {
  Start({"--all-updates", "--heartbeats"});
  service_.Send(SnapshotOf({UpNode(1, 1)}, 1, "t1"));
  service_.Send(WithCheckpoint(UpdateOf({UpNode(1, 2)}), {UpNode(1, 2)}, 2, "t2"));
  service_.Send(WithCheckpoint({}, {UpNode(1, 2)}, 2, "t2"));
  ASSERT_TRUE(out_.Await("\"synced\"", 3));
  EXPECT_THAT(Types(), ElementsAre("snapshot", "node", "synced", "node", "synced", "synced"));
}

TEST_F(WatchTest, AScreenIsDrawnInPlaceAndItsLastFrameStays) {
  context_.out_is_terminal = true;
  context_.err_is_terminal = true;
  Start();
  service_.Send(SnapshotOf(RfcNodes(), 13, "t1"));
  ASSERT_TRUE(out_.Await("3 up  6 rows by name"));
  std::vector<v1::NodeStatus> nodes = RfcNodes();
  nodes[0] = UpNode(1, 14, {{"name_c", {"dd"}, ""}});
  service_.Send(WithCheckpoint(UpdateOf({nodes[0]}), nodes, 14, "t2"));
  ASSERT_TRUE(out_.Await("5 rows by name, 1 changed, 2 removed"));
  EXPECT_EQ(Stop(), kExitYes);
  const std::string text = out_.text();
  EXPECT_THAT(text, HasSubstr("\x1b[H127.0.0.1:")) << "a frame overwrites the one before";
  EXPECT_EQ(text.substr(text.size() - 2), "\r\n") << "the cursor is below the last frame";
  EXPECT_EQ(err_.text(), "") << "nothing breaks the screen";
  EXPECT_EQ(service_.watch_requests().at(0).heartbeat_interval().seconds(), 2);
}

TEST_F(WatchTest, AFilteredScreenAlsoWatchesWhatTheFilterHides) {
  context_.out_is_terminal = true;
  Start({"--name", "a*", "--node", "5"});
  ASSERT_TRUE(service_.AwaitWatches(2));
  bool has_hidden = false;
  for (const v1::WatchStatusRequest& request : service_.watch_requests()) {
    if (!request.filter().names().empty()) continue;
    has_hidden = true;
    EXPECT_THAT(request.filter().node_ids(), ElementsAre(5));
    EXPECT_THAT(request.filter().states(),
                ElementsAre(v1::NodeStatus::STATE_DOWN, v1::NodeStatus::STATE_OTHER, v1::NodeStatus::STATE_INVALID));
  }
  EXPECT_TRUE(has_hidden);
}

TEST_F(WatchTest, ADumbTerminalGetsSentencesAndIsToldSo) {
  context_.out_is_terminal = true;
  context_.terminal_is_dumb = true;
  Start();
  service_.Send(SnapshotOf({UpNode(1, 1, {{"a", {}, ""}})}, 1, "t1"));
  ASSERT_TRUE(out_.Await("node 1 is up and runs a (offset 1)\n"));
  EXPECT_THAT(out_.text(), Not(HasSubstr("\x1b")));
  EXPECT_THAT(err_.text(), HasSubstr("this terminal cannot show a screen (TERM is not set, or dumb)"));
}

TEST_F(WatchTest, AnUnreachableServerIsExit4AfterTheConnectTimeout) {
  servers_ = "127.0.0.1:1";
  Start({"--connect-timeout", "2s"});
  EXPECT_EQ(Join(), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr("no answer yet from 127.0.0.1:1 (connection refused); trying for 2s"));
  EXPECT_THAT(err_.text(),
              HasSubstr("no server could be reached: 127.0.0.1:1 (connection refused); start rollcalld there"));
}

TEST_F(WatchTest, ARefusedRequestIsExit2) {
  service_.Break(ServerError(grpc::StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "filter.names[0] is too long"));
  Start();
  EXPECT_EQ(Join(), kExitUsage);
  EXPECT_EQ(err_.text(), "rollcall: filter.names[0] is too long (INVALID_FIELD)\n");
}

TEST_F(WatchTest, AClosedPipeIsSilentAndExit0) {
  out_.Fail(absl::CancelledError("the reader has closed the pipe"));
  service_.Send(SnapshotOf({}, 1, "t1"));
  Start();
  EXPECT_EQ(Join(), kExitYes);
  EXPECT_EQ(err_.text(), "");
}

TEST_F(WatchTest, StopsWhileNothingHappens) {
  Start();
  ASSERT_TRUE(service_.AwaitWatches(1));
  EXPECT_EQ(Stop(), kExitYes);
  EXPECT_EQ(out_.text() + err_.text(), "");
}

}  // namespace
}  // namespace rollcall::cli
