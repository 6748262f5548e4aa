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
using ::testing::EndsWith;
using ::testing::HasSubstr;

class ListTest : public ProgramFixture {};

TEST_F(ListTest, PrintsTheTableAndTheNotesApart) {
  std::vector<v1::NodeStatus> nodes = RfcNodes();
  nodes.push_back(InvalidNode(4, 14, "not JSON"));
  service_.AnswerNodes(ListingOf(nodes, 14));
  EXPECT_EQ(Run({"list"}), kExitYes);
  EXPECT_THAT(out_.text(), HasSubstr("  COPROCESSOR NAME  NODE ID  STATE  INPUT TOPICS   DESCRIPTION\n"
                                     "  name_a            1        up     [foo,bar,baz]"));
  EXPECT_EQ(err_.text(), "node 4 is invalid: not JSON (offset 14)\n");
}

TEST_F(ListTest, OnATerminalNotesFollowTheTable) {
  context_.out_is_terminal = true;
  service_.AnswerNodes(ListingOf({DownNode(1, 1)}, 1));
  EXPECT_EQ(Run({"list"}), kExitYes);
  EXPECT_EQ(out_.text(),
            "  COPROCESSOR NAME  NODE ID  STATE  INPUT TOPICS  DESCRIPTION\n"
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
  EXPECT_THAT(service_.list_requests().at(1).filter().node_ids(), ElementsAre(2)) << "whether node 2 exists";
  const v1::ListNodesRequest not_up = service_.list_requests().at(2);
  EXPECT_EQ(not_up.min_revision(), 5);
  EXPECT_THAT(not_up.filter().node_ids(), ElementsAre(1, 2));
  EXPECT_EQ(not_up.filter().names_size(), 0);
  EXPECT_EQ(not_up.filter().states_size(), 3);
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
  EXPECT_EQ(Run({"list", "--topic", "t"}), kExitYes);
  EXPECT_EQ(err_.text(), "no coprocessor matches the filter\n");
}

TEST_F(ListTest, ShowsStatesAndSelectsByThem) {
  v1::NodeStatus node = UpNode(1, 1, {{"a", {}, ""}, {"b", {}, ""}});
  node.mutable_coprocessors(1)->set_state_text("errored");
  service_.AnswerNodes(ListingOf({node, UpNode(2, 2, {{"a", {}, ""}})}, 5));
  EXPECT_EQ(Run({"list", "--no-headers"}), kExitYes);
  EXPECT_EQ(out_.text(), "  a  1  up       []\n  a  2  up       []\n  b  1  errored  []\n");
  EXPECT_EQ(Run({"list", "--state", "errored", "-q"}), kExitYes);
  EXPECT_THAT(out_.text(), EndsWith("[]\nb\n"));
  EXPECT_TRUE(service_.list_requests().at(1).filter().states().empty());
}

TEST_F(ListTest, ByNameHasALineForEachName) {
  service_.AnswerNodes(ListingOf(RfcNodes(), 13));
  EXPECT_EQ(Run({"list", "--by", "name", "--no-headers", "--columns", "ids,name"}), kExitYes);
  EXPECT_EQ(out_.text(), "  1-3  name_a\n  1-3  name_b\n");
}

}  // namespace
}  // namespace rollcall::cli
