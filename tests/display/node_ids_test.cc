// SPDX-License-Identifier: Apache-2.0
// The value of --node.
#include "display/node_ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rollcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(std::string_view text) {
  const auto ids = ParseNodeIds(text);
  EXPECT_TRUE(absl::IsInvalidArgument(ids.status())) << text;
  return std::string(ids.status().message());
}

TEST(NodeIdsTest, AreNumbersAndRanges) {
  EXPECT_THAT(*ParseNodeIds("3"), ElementsAre(3));
  EXPECT_THAT(*ParseNodeIds("1-3, 12"), ElementsAre(1, 2, 3, 12));
  EXPECT_THAT(*ParseNodeIds("-3--2,-1-1,5-5"), ElementsAre(-3, -2, -1, 0, 1, 5));
  EXPECT_THAT(*ParseNodeIds("2147483646-2147483647"), ElementsAre(2147483646, 2147483647));
}

TEST(NodeIdsTest, AnythingElseIsNamed) {
  for (const char* text : {"x", "", "1,", "1-", "-", "1-2-3", "2147483648", "1..3", "1-x"}) {
    EXPECT_THAT(ErrorOf(text), HasSubstr("is not a node id; write")) << text;
  }
  EXPECT_EQ(ErrorOf("10-1"), "'10-1' runs downwards; write 1-10");
}

TEST(NodeIdsTest, AreNotMoreThanAServerTakes) {
  EXPECT_EQ(ParseNodeIds("1-1000")->size(), 1000u);
  EXPECT_THAT(ErrorOf("1-1001"), HasSubstr("more than 1000 nodes"));
  EXPECT_THAT(ErrorOf("1-1000,2000"), HasSubstr("more than 1000 nodes"));
  EXPECT_THAT(ErrorOf("-2147483648-2147483647"), HasSubstr("more than 1000 nodes"));
}

}  // namespace
}  // namespace rollcall
