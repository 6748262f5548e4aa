// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/node_ids.h"

#include <gtest/gtest.h>

#include <limits>

namespace rollcall::cli {
namespace {

TEST(RangesTextTest, JoinsThreeInARow) { EXPECT_EQ(RangesText({1, 2, 3, 7}), "1-3,7"); }

TEST(RangesTextTest, KeepsTwoInARowApart) { EXPECT_EQ(RangesText({1, 2, 9}), "1,2,9"); }

TEST(RangesTextTest, IsEmptyForNoIds) { EXPECT_EQ(RangesText({}), ""); }

TEST(RangesTextTest, NeverJoinsNegativeIds) { EXPECT_EQ(RangesText({-3, -2, -1, 0, 1, 2}), "-3,-2,-1,0-2"); }

TEST(RangesTextTest, TakesTheLargestId) {
  constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
  EXPECT_EQ(RangesText({std::numeric_limits<int32_t>::min(), kMax - 2, kMax - 1, kMax}),
            "-2147483648,2147483645-2147483647");
}

}  // namespace
}  // namespace rollcall::cli
