// SPDX-License-Identifier: Apache-2.0
// Rows are ordered by name, then by node.
#include "display/rows.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/status_messages.h"

namespace rollcall {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

TEST(RowsByNameTest, OrdersByNameAsBytesAndThenByNode) {
  const std::vector<v1::NodeStatus> nodes = {UpNode(10, 1, {{"a", {}, ""}, {"B", {}, ""}}), UpNode(-1, 2),
                                             UpNode(9, 3, {{"\xC3\xA4", {}, ""}, {"a", {}, ""}})};
  std::string order;
  for (const Row& row : RowsByName(nodes)) {
    order += row.coprocessor->name() + std::to_string(row.node->node_id()) + " ";
  }
  EXPECT_EQ(order,
            "B10 a9 a10 \xC3\xA4"
            "9 ");
}

}  // namespace
}  // namespace rollcall
