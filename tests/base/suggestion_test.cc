// SPDX-License-Identifier: Apache-2.0
#include "base/suggestion.h"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

TEST(EditDistanceTest, CountsInsertedDeletedReplacedAndSwappedCharacters) {
  EXPECT_EQ(EditDistance("list", "list"), 0U);
  EXPECT_EQ(EditDistance("lst", "list"), 1U);
  EXPECT_EQ(EditDistance("lisst", "list"), 1U);
  EXPECT_EQ(EditDistance("lost", "list"), 1U);
  EXPECT_EQ(EditDistance("lsit", "list"), 1U);
  EXPECT_EQ(EditDistance("", "list"), 4U);
}

TEST(ClosestNameTest, IsTheNearestOfThoseThatAreNear) {
  const std::vector<std::string> names = {"list", "nodes", "watch", "wait"};
  EXPECT_EQ(ClosestName("lst", names), "list");
  EXPECT_EQ(ClosestName("wath", names), "watch");
  EXPECT_EQ(ClosestName("wiat", names), "wait");
  EXPECT_EQ(ClosestName("frobnicate", names), "");
  EXPECT_EQ(ClosestName("", names), "");
  EXPECT_EQ(ClosestName(std::string(1000, 'l'), names), "");
}

TEST(ClosestNameTest, HalfOfANameIsNotEnough) { EXPECT_EQ(ClosestName("-x", {"-o", "-w"}), ""); }

}  // namespace
}  // namespace rollcall
