// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/presence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::NodeStatus Stale(v1::NodeStatus node) {
  node.mutable_lease()->set_seconds(1);
  return node;
}

v1::NodeStatus Errored(v1::NodeStatus node) {
  node.mutable_coprocessors(0)->set_state_text("errored");
  return node;
}

// 1 and 2 are alike, 3 is errored, 4 stale, 5 has other topics, 6 does not have it, 7 is down, 8 stale without it.
v1::ListNodesResponse Cluster() {
  const RowSpec a = {"a", {"t"}, "d"};
  return ListingOf({UpNode(1, 1, {a}), UpNode(2, 2, {a}), Errored(UpNode(3, 3, {a})), Stale(UpNode(4, 4, {a})),
                    UpNode(5, 5, {{"a", {"u"}, "d"}}), UpNode(6, 6), DownNode(7, 7), Stale(UpNode(8, 8))},
                   8);
}

TEST(PresenceTest, SortsTheNodes) {
  const v1::ListNodesResponse all = Cluster();
  const Presence presence = PresenceOf(RowsNamed(all, "a"), all);
  EXPECT_THAT(presence.errored, ElementsAre(3));
  EXPECT_THAT(presence.stale, ElementsAre(4));
  EXPECT_THAT(presence.absent, ElementsAre(6));
  EXPECT_THAT(presence.unknown, ElementsAre(7, 8));
}

TEST(ElsewhereTest, ComparesWithTheOtherNodes) {
  const v1::ListNodesResponse all = Cluster();
  const Elsewhere elsewhere = ElsewhereOf(all.nodes(0).coprocessors(0), 1, all);
  EXPECT_THAT(elsewhere.same, ElementsAre(2, 3, 4));
  ASSERT_EQ(elsewhere.different.size(), 1u);
  EXPECT_THAT(NodeIdsOf(elsewhere.different[0].rows), ElementsAre(5));
  EXPECT_THAT(elsewhere.different[0].fields, ElementsAre(DefinitionField::kInputTopics));
  EXPECT_THAT(elsewhere.presence.errored, ElementsAre(3));
}

TEST(ElsewhereTest, TheNodeItselfIsNotElsewhereThoughItHadNoneBefore) {
  const v1::ListNodesResponse before = ListingOf({UpNode(1, 1), UpNode(2, 2)}, 2);
  const v1::NodeStatus now = UpNode(1, 3, {{"a", {"t"}, "d"}});
  const Elsewhere elsewhere = ElsewhereOf(now.coprocessors(0), 1, before);
  EXPECT_THAT(elsewhere.same, IsEmpty());
  EXPECT_THAT(elsewhere.presence.absent, ElementsAre(2));
}

}  // namespace
}  // namespace rollcall::cli
