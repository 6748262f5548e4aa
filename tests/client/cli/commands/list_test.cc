// SPDX-License-Identifier: Apache-2.0
// `rollcall list` against a scripted server.
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
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ListTest : public ProgramFixture {};

TEST_F(ListTest, PrintsTheTableAndTheNotesApart) {
  std::vector<v1::NodeStatus> nodes = RfcNodes();
  nodes.push_back(InvalidNode(4, 14, "not JSON"));
  service_.AnswerNodes(ListingOf(nodes, 14));
  EXPECT_EQ(Run({"list"}), kExitYes);
  EXPECT_THAT(
      out_.text(),
      HasSubstr("  COPROCESSOR NAME  NODE ID  INPUT TOPICS   DESCRIPTION\n  name_a            1        [foo,bar,baz]"));
  EXPECT_EQ(err_.text(), "node 4 is invalid: not JSON (offset 14)\n");
}

TEST_F(ListTest, OnATerminalNotesFollowTheTable) {
  context_.out_is_terminal = true;
  service_.AnswerNodes(ListingOf({DownNode(1, 1)}, 1));
  EXPECT_EQ(Run({"list"}), kExitYes);
  EXPECT_EQ(out_.text(),
            "  COPROCESSOR NAME  NODE ID  INPUT TOPICS  DESCRIPTION\n"
            "1 node listed, no coprocessors running\n"
            "node 1 is down; last word at 2026-03-01T11:59:00Z\n");
  EXPECT_EQ(err_.text(), "");
}

TEST_F(ListTest, SaysThatTheTopicIsEmpty) {
  service_.AnswerNodes(ListingOf({}, -1));
  EXPECT_EQ(Run({"list"}), kExitYes);
  EXPECT_EQ(err_.text(), "no node has published a status yet\n");
}

TEST_F(ListTest, AFilterForNamesDoesNotHideBrokenNodes) {
  service_.AnswerNodes(ListingOf({UpNode(1, 1, {{"a", {}, ""}})}, 5));
  service_.AnswerNodes(ListingOf({DownNode(2, 2)}, 5));
  EXPECT_EQ(Run({"list", "--name", "a", "--node", "1,2"}), kExitYes);
  EXPECT_EQ(err_.text(), "node 2 is down; last word at 2026-03-01T11:59:00Z\n");
  const v1::ListNodesRequest second = service_.list_requests().at(1);
  EXPECT_EQ(second.min_revision(), 5);
  EXPECT_THAT(second.filter().node_ids(), ElementsAre(1, 2));
  EXPECT_EQ(second.filter().names_size(), 0);
  EXPECT_EQ(second.filter().states_size(), 3);
}

TEST_F(ListTest, SaysThatHiddenNodesAreNotKnown) {
  service_.AnswerNodes(ListingOf({UpNode(1, 1, {{"a", {}, ""}})}, 5));
  service_.FailNodes(ServerError(grpc::StatusCode::FAILED_PRECONDITION, "TOPIC_UNSUITABLE", "3 partitions"));
  EXPECT_EQ(Run({"list", "--name", "a"}), kExitYes);
  EXPECT_EQ(err_.text(), "cannot tell whether other nodes are not up: 3 partitions (TOPIC_UNSUITABLE)\n");
}

TEST_F(ListTest, AsksOnceIfTheFilterAdmitsOnlyNodesThatAreUp) {
  service_.AnswerNodes(ListingOf({UpNode(1, 1, {{"a", {}, ""}})}, 5));
  EXPECT_EQ(Run({"list", "--name", "a", "--state", "up"}), kExitYes);
  EXPECT_EQ(service_.list_requests().size(), 1u);
}

TEST_F(ListTest, SaysThatNothingMatches) {
  service_.AnswerNodes(ListingOf({}, 5));
  EXPECT_EQ(Run({"list", "--node", "1"}), kExitYes);
  EXPECT_EQ(err_.text(), "no coprocessor matches the filter\n");
}

}  // namespace
}  // namespace rollcall::cli
