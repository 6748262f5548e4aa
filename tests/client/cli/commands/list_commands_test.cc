// SPDX-License-Identifier: Apache-2.0
// `rollcall list` and `rollcall nodes`, whole, against a server of gRPC's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "base/exit_code.h"
#include "client/cli/commands/program.h"
#include "tests/testing/fake_status_service.h"
#include "tests/testing/status_messages.h"
#include "tests/testing/waiting_output.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the words of these tests
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Nobody listens there: port 1 needs rights that tests do not have, and no service uses it.
constexpr char kNobody[] = "127.0.0.1:1";

class ListCommandsTest : public ::testing::Test {
 protected:
  int Run(std::vector<std::string> arguments) { return RunAt(service_.address(), std::move(arguments)); }

  int RunAt(const std::string& servers, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"rollcall", "--server", servers});
    std::vector<const char*> argv;
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    return RunProgram(static_cast<int>(argv.size()), argv.data(), context_);
  }

  FakeStatusService service_;
  WaitingOutput out_;
  WaitingOutput err_;
  client::Cancellation cancellation_;
  CommandContext context_ = {.out = out_, .err = err_, .cancellation = cancellation_};
};

TEST_F(ListCommandsTest, ListPrintsTheTableAndNotesApart) {
  std::vector<v1::NodeStatus> nodes = RfcNodes();
  nodes.push_back(InvalidNode(4, 14, "not JSON"));
  service_.AnswerNodes(ListingOf(nodes, 14));
  EXPECT_EQ(Run({"list"}), kExitYes);
  EXPECT_THAT(
      out_.text(),
      HasSubstr("  COPROCESSOR NAME  NODE ID  INPUT TOPICS   DESCRIPTION\n  name_a            1        [foo,bar,baz]"));
  EXPECT_EQ(err_.text(), "node 4 is invalid: not JSON (offset 14)\n");
}

TEST_F(ListCommandsTest, OnATerminalNotesFollowTheTable) {
  context_.out_is = IsTerminal::kYes;
  service_.AnswerNodes(ListingOf({DownNode(1, 1)}, 1));
  EXPECT_EQ(Run({"list"}), kExitYes);
  EXPECT_EQ(out_.text(),
            "  COPROCESSOR NAME  NODE ID  INPUT TOPICS  DESCRIPTION\n"
            "no coprocessor runs on any of 1 node\n"
            "node 1 is down since 2026-03-01T11:59:00Z\n");
  EXPECT_EQ(err_.text(), "");
}

TEST_F(ListCommandsTest, AnEmptyTopicIsSaidToBe) {
  service_.AnswerNodes(ListingOf({}, -1));
  EXPECT_EQ(Run({"list"}), kExitYes);
  EXPECT_EQ(err_.text(), "no node has published a status yet\n");
}

TEST_F(ListCommandsTest, SendsTheFilter) {
  service_.AnswerNodes(ListingOf({}, 1));
  EXPECT_EQ(Run({"nodes", "--node", "1,2", "--node=-3", "--name", "a*", "--name", "b", "--topic", "t?", "--state",
                 "up,down", "--min-revision", "1"}),
            kExitYes);
  const v1::ListNodesRequest request = service_.list_requests().at(0);
  EXPECT_THAT(request.filter().node_ids(), ElementsAre(1, 2, -3));
  EXPECT_THAT(request.filter().names(), ElementsAre("a*", "b"));
  EXPECT_THAT(request.filter().input_topics(), ElementsAre("t?"));
  EXPECT_THAT(request.filter().states(), ElementsAre(v1::NodeStatus::STATE_UP, v1::NodeStatus::STATE_DOWN));
  EXPECT_EQ(request.min_revision(), 1);
}

TEST_F(ListCommandsTest, AFilterForNamesDoesNotHideBrokenNodes) {
  service_.AnswerNodes(ListingOf({UpNode(1, 1, {{"a", {}, ""}})}, 5));
  service_.AnswerNodes(ListingOf({DownNode(2, 2)}, 5));
  EXPECT_EQ(Run({"list", "--name", "a", "--node", "1,2"}), kExitYes);
  EXPECT_EQ(err_.text(), "node 2 is down since 2026-03-01T11:59:00Z\n");
  const v1::ListNodesRequest second = service_.list_requests().at(1);
  EXPECT_EQ(second.min_revision(), 5);
  EXPECT_THAT(second.filter().node_ids(), ElementsAre(1, 2));
  EXPECT_EQ(second.filter().names_size(), 0);
  EXPECT_EQ(second.filter().states_size(), 3);
}

TEST_F(ListCommandsTest, JsonIsTheApisMessageOverAllPages) {
  v1::ListNodesResponse first = ListingOf(RfcNodes(), 13);
  v1::ListNodesResponse second = first;
  first.mutable_nodes()->RemoveLast();
  first.set_next_page_token("2");
  second.mutable_nodes()->DeleteSubrange(0, 2);
  service_.AnswerNodes(first);
  service_.AnswerNodes(second);
  EXPECT_EQ(Run({"list", "--format", "json"}), kExitYes);
  const auto json = nlohmann::json::parse(out_.text());
  EXPECT_EQ(json["nodes"].size(), 3u);
  EXPECT_EQ(json["header"]["revision"], "13");
  EXPECT_EQ(err_.text(), "");
  EXPECT_EQ(service_.list_requests().at(1).page_token(), "2");
}

TEST_F(ListCommandsTest, RawAsksForTheFullView) {
  v1::NodeStatus node = UpNode(1, 1);
  node.set_raw_value("{\"x\":\"\xC2\x9B\"}");
  service_.AnswerNodes(ListingOf({node}, 1));
  EXPECT_EQ(Run({"list", "--format", "raw"}), kExitYes);
  EXPECT_EQ(out_.text(), "{\n\"1\": {\"x\":\"\xC2\x9B\"}\n}\n") << "exact into a pipe";
  EXPECT_EQ(service_.list_requests().at(0).view(), v1::NODE_VIEW_FULL);
  context_.out_is = IsTerminal::kYes;
  EXPECT_EQ(Run({"list", "--format", "raw"}), kExitYes);
  EXPECT_THAT(out_.text(), HasSubstr("\\u009b")) << "harmless on a terminal";
}

TEST_F(ListCommandsTest, NodesPrintsEachNode) {
  service_.AnswerNodes(ListingOf({UpNode(1, 11), InvalidNode(2, 12, "not JSON")}, 12));
  EXPECT_EQ(Run({"nodes"}), kExitYes);
  EXPECT_THAT(out_.text(), HasSubstr("  2        invalid  0             60 s ago   12        not JSON (offset 12)\n"));
  EXPECT_EQ(err_.text(), "");
}

TEST_F(ListCommandsTest, FailsOverToAReplica) {
  service_.AnswerNodes(ListingOf(RfcNodes(), 13));
  EXPECT_EQ(RunAt(absl::StrCat(kNobody, ",", service_.address()), {"list"}), kExitYes);
  EXPECT_EQ(err_.text(), "");
}

TEST_F(ListCommandsTest, AnUnreachableServerIsOneLineAndExit4) {
  EXPECT_EQ(RunAt(absl::StrCat(kNobody, ",unix:/nonexistent/socket"), {"list"}), kExitNoAnswer);
  EXPECT_EQ(err_.text(),
            "rollcall: no server could be reached: 127.0.0.1:1 (connection refused), unix:/nonexistent/socket (No such "
            "file or directory); "
            "start rollcalld there, or name its address with --server or ROLLCALL_SERVER\n");
  EXPECT_EQ(out_.text(), "");
}

TEST_F(ListCommandsTest, AServerThatIsNotReadyIsAskedAgain) {
  service_.FailNodes(
      ServerError(grpc::StatusCode::UNAVAILABLE, "CATCHING_UP", "first read under way", absl::Milliseconds(1)));
  service_.AnswerNodes(ListingOf(RfcNodes(), 13));
  EXPECT_EQ(Run({"list"}), kExitYes);
  EXPECT_EQ(service_.list_requests().size(), 2u);
}

TEST_F(ListCommandsTest, ErrorsOfTheServerHaveTheirExitCodesAndAdvice) {
  service_.FailNodes(
      ServerError(grpc::StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "filter.names[0] ends in a\x1b backslash"));
  EXPECT_EQ(Run({"list"}), kExitUsage);
  EXPECT_EQ(err_.text(), "rollcall: filter.names[0] ends in a\\x1b backslash (INVALID_FIELD)\n");
  service_.FailNodes(
      ServerError(grpc::StatusCode::FAILED_PRECONDITION, "TOPIC_UNSUITABLE", "topic x has 3 partitions"));
  service_.FailNodes(ServerError(grpc::StatusCode::UNAVAILABLE, "REVISION_NOT_REACHED", "at 7", absl::Hours(1)));
  service_.FailNodes(ServerError(grpc::StatusCode::UNAVAILABLE, "TOPIC_MISSING", "no topic x", absl::Hours(1)));
  Run({"list"});  // the first handler again, which then makes place
  EXPECT_EQ(Run({"list"}), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr("topic x has 3 partitions (TOPIC_UNSUITABLE); correct the topic"));
  EXPECT_EQ(Run({"list", "--min-revision", "9"}), kExitTimeout);
  EXPECT_EQ(Run({"list"}), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr("(no topic x (TOPIC_MISSING)); create the topic"));
}

TEST_F(ListCommandsTest, AServerThatDoesNotAnswerIsNotWaitedForLonger) {
  service_.OnListNodes([](const v1::ListNodesRequest&, v1::ListNodesResponse&) {
    return grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "");
  });
  EXPECT_EQ(Run({"list", "--timeout", "100ms"}), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr("(no answer in time)"));
}

TEST_F(ListCommandsTest, AClosedPipeIsSilentAndAFullDiskIsNot) {
  service_.AnswerNodes(ListingOf(RfcNodes(), 13));
  out_.Fail(absl::CancelledError("the reader has closed the pipe"));
  EXPECT_EQ(Run({"list"}), kExitYes);
  EXPECT_EQ(err_.text(), "");
  out_.Fail(absl::ResourceExhaustedError("the output cannot be written: No space left on device"));
  EXPECT_EQ(Run({"list"}), kExitNo);
  EXPECT_THAT(err_.text(), HasSubstr("No space left on device"));
}

TEST_F(ListCommandsTest, UsageErrorsAreOneLineAndExit2) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"list", "--bogus"}, "--bogus"},
      {{"frobnicate"}, "frobnicate"},
      {{"list", "--node", "x"}, "'x'"},
      {{"list", "--state", "sideways"}, "'sideways'"},
      {{"list", "--format", "xml"}, "'xml'"},
      {{"list", "--timeout", "soon"}, "'soon'"},
      {{"list", "--server", "nowhere"}, "'nowhere'"},
      {{"watch", "--heartbeat-interval", "1ms"}, "'1ms'"}};
  for (const auto& [arguments, named] : cases) {
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(Run(arguments), kExitUsage) << named;
    const std::string said = ::testing::internal::GetCapturedStderr();
    EXPECT_THAT(said, HasSubstr(named));
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
  }
  EXPECT_EQ(Run({}), kExitUsage);
  EXPECT_THAT(err_.text(), HasSubstr("name a command"));
}

}  // namespace
}  // namespace rollcall::cli
