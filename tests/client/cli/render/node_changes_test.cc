// SPDX-License-Identifier: Apache-2.0
// Changes are told as old -> new.
#include "client/cli/render/node_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::NodeStatus WithState(v1::NodeStatus node, const std::string& state_text) {
  node.mutable_coprocessors(0)->set_state_text(state_text);
  return node;
}

v1::NodeStatus OtherNode(const std::string& word) {
  v1::NodeStatus node = UpNode(1, 1);
  node.set_state(v1::NodeStatus::STATE_OTHER);
  node.set_status_text(word);
  return node;
}

TEST(CoprocessorChangesTest, HoldTheRowsThatDifferByName) {
  const v1::NodeStatus before = UpNode(1, 1, {{"a", {"x"}, ""}, {"b", {"x"}, ""}, {"c", {}, ""}});
  const v1::NodeStatus after = UpNode(1, 2, {{"b", {"y"}, ""}, {"c", {}, ""}, {"d", {}, ""}});
  const auto changes = CoprocessorChanges(before, after);
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes.at("a").before, &before.coprocessors(0));
  EXPECT_EQ(changes.at("a").after, nullptr);
  EXPECT_EQ(changes.at("b").before, &before.coprocessors(1));
  EXPECT_EQ(changes.at("b").after, &after.coprocessors(0));
  EXPECT_EQ(changes.at("d").before, nullptr);
}

TEST(ChangeClausesTest, TellANodesStateAsOldToNew) {
  const v1::NodeStatus up = UpNode(1, 1);
  EXPECT_THAT(ChangeClauses(up, DownNode(1, 2)), ElementsAre("up -> down"));
  EXPECT_THAT(ChangeClauses(up, OtherNode("drain\n")), ElementsAre("up -> \"drain\\n\""));
  EXPECT_THAT(ChangeClauses(OtherNode("a"), OtherNode("b")), ElementsAre("\"a\" -> \"b\""));
  EXPECT_THAT(ChangeClauses(up, InvalidNode(1, 2, "no\nJSON")), ElementsAre("up -> invalid: no\\nJSON"));
  EXPECT_THAT(ChangeClauses(InvalidNode(1, 2, "no JSON"), InvalidNode(1, 3, "no node id")),
              ElementsAre("still invalid: no node id"));
  EXPECT_THAT(ChangeClauses(InvalidNode(1, 2, "no JSON"), up), ElementsAre("invalid -> up"));
  EXPECT_THAT(ChangeClauses(up, UpNode(1, 2)), IsEmpty()) << "only the record is another one";
}

TEST(ChangeClausesTest, TellARowsStateTopicsAndDescriptionAsOldToNew) {
  const v1::NodeStatus before = WithState(UpNode(1, 1, {{"b", {"x", "y"}, "p"}}), "running");
  EXPECT_THAT(ChangeClauses(before, WithState(UpNode(1, 2, {{"b", {"x", "y"}, "p"}}), "err\x1b")),
              ElementsAre("changed b (running -> err\\x1b)"));
  EXPECT_THAT(ChangeClauses(before, UpNode(1, 2, {{"b", {"x", "y"}, "p"}})),
              ElementsAre("changed b (running -> none)"));
  EXPECT_THAT(ChangeClauses(before, WithState(UpNode(1, 2, {{"b", {"y", "z\n"}, "q\n"}}), "running")),
              ElementsAre("changed b (topics +z\\n -x, description \"p\" -> \"q\\n\")"));
  EXPECT_THAT(ChangeClauses(before, WithState(UpNode(1, 2, {{"b", {"y", "x"}, "p"}}), "running")),
              ElementsAre("changed b (topics [x,y] -> [y,x])"));
}

TEST(ChangeClausesTest, TellWhatStartedAndStopped) {
  EXPECT_THAT(
      ChangeClauses(UpNode(1, 1, {{"a\n", {}, ""}, {"b", {}, ""}}), UpNode(1, 2, {{"b", {}, ""}, {"c", {}, ""}})),
      ElementsAre("now runs c", "no longer runs a\\n"));
}

TEST(ChangeClausesTest, TellAnotherLeaseAndPublisher) {
  v1::NodeStatus after = UpNode(1, 2);
  after.mutable_lease()->set_seconds(10);
  after.set_publisher_instance("run 2\n");
  EXPECT_THAT(ChangeClauses(UpNode(1, 1), after), ElementsAre("lease none -> 10 s", "publisher none -> run 2\\n"));
}

}  // namespace
}  // namespace rollcall::cli
