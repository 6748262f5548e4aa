// SPDX-License-Identifier: Apache-2.0
#include "display/filter_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rollcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(FilterTextTest, AddsNodesAndRanges) {
  v1::Filter filter;
  ASSERT_TRUE(AddNodeIds("1-3,7", filter).ok());
  ASSERT_TRUE(AddNodeIds("-2", filter).ok());
  EXPECT_THAT(filter.node_ids(), ElementsAre(1, 2, 3, 7, -2));
}

TEST(FilterTextTest, AFilterHasSoManyNodesAtMost) {
  v1::Filter filter;
  ASSERT_TRUE(AddNodeIds("1-1000", filter).ok());
  EXPECT_THAT(std::string(AddNodeIds("1001", filter).message()), HasSubstr("at most 1000 nodes"));
  EXPECT_THAT(std::string(AddNodeIds("x", filter).message()), HasSubstr("'x' is not a node id"));
}

TEST(FilterTextTest, AddsStates) {
  v1::Filter filter;
  ASSERT_TRUE(AddStates("up, down", filter).ok());
  ASSERT_TRUE(AddStates("invalid", filter).ok());
  EXPECT_THAT(filter.states(),
              ElementsAre(v1::NodeStatus::STATE_UP, v1::NodeStatus::STATE_DOWN, v1::NodeStatus::STATE_INVALID));
  EXPECT_THAT(std::string(AddStates("up,broken", filter).message()), HasSubstr("'broken' is not a state; write up"));
}

TEST(FilterTextTest, EachWordIsAState) {
  for (const std::string& word : FilterStateWords()) EXPECT_TRUE(FilterState(word).has_value()) << word;
  EXPECT_FALSE(FilterState("stale").has_value());
}

}  // namespace
}  // namespace rollcall
