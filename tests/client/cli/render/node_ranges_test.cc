// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/node_ranges.h"

#include <gtest/gtest.h>

#include <limits>

namespace rollcall::cli {
namespace {

TEST(NodeRangesTest, JoinsThreeAndMoreInARow) {
  EXPECT_EQ(NodeRanges({}), "");
  EXPECT_EQ(NodeRanges({7}), "7");
  EXPECT_EQ(NodeRanges({1, 2}), "1,2");
  EXPECT_EQ(NodeRanges({3, 7, 2, 1, 3}), "1-3,7");
  EXPECT_EQ(NodeRanges({0, 1, 2, 4, 5}), "0-2,4,5");
}

TEST(NodeRangesTest, ListsNegativeIdsOneByOne) { EXPECT_EQ(NodeRanges({-3, -2, -1, 0, 1, 2}), "-3,-2,-1,0-2"); }

TEST(NodeRangesTest, TakesTheWholeRangeOfIds) {
  constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
  constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
  EXPECT_EQ(NodeRanges({kMax, kMin, kMax - 1, kMax - 2}), "-2147483648,2147483645-2147483647");
}

TEST(NodesTextTest, NamesOneOrMany) {
  EXPECT_EQ(NodesText({7}), "node 7");
  EXPECT_EQ(NodesText({7, 8}), "nodes 7,8");
  EXPECT_EQ(NodesText({1, 2, 3}), "nodes 1-3");
}

TEST(NodesTextTest, CutsALongListAndSaysHowMuch) {
  EXPECT_EQ(NodesText({1, 3, 5, 7, 9, 11, 13, 15}), "nodes 1,3,5,7,9,11,13,15");
  EXPECT_EQ(NodesText({1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 20}), "nodes 1,3,5,7,9,11,13,15 and 3 more");
}

}  // namespace
}  // namespace rollcall::cli
