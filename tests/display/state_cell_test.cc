// SPDX-License-Identifier: Apache-2.0
// The STATE of tables.
#include "display/state_cell.h"

#include <gtest/gtest.h>

#include "tests/testing/status_messages.h"

namespace rollcall {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

TEST(StateCellTest, IsTheWordOfTheCoprocessorOrElseOfItsNode) {
  v1::NodeStatus node = UpNode(1, 1, {{"a", {}, ""}, {"b", {}, ""}});
  node.mutable_coprocessors(1)->set_state_text("err\nored");
  const v1::Header header = HeaderOf({node}, 1);
  EXPECT_EQ(NodeStateCell(node, header), "up");
  EXPECT_EQ(RowStateCell({&node, &node.coprocessors(0)}, header), "up");
  EXPECT_EQ(RowStateCell({&node, &node.coprocessors(1)}, header), "err\\nored");
}

TEST(StateCellTest, SaysThatTheNodeIsStale) {
  v1::NodeStatus node = UpNode(1, 1, {{"a", {}, ""}});
  node.mutable_lease()->set_seconds(5);
  node.mutable_coprocessors(0)->set_state_text("running");
  const v1::Header header = HeaderOf({node}, 1);
  EXPECT_EQ(NodeStateCell(node, header), "up,stale");
  EXPECT_EQ(RowStateCell({&node, &node.coprocessors(0)}, header), "running,stale");
}

}  // namespace
}  // namespace rollcall
