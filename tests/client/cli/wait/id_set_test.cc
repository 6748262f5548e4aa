// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/id_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rollcall::cli {
namespace {

using ::testing::ElementsAre;

std::string ErrorOf(const std::string& text) { return std::string(ParseIdSet(text).status().message()); }

TEST(IdSetTest, ParsesIdsAndRanges) {
  EXPECT_THAT(*ParseIdSet("5"), ElementsAre(5));
  EXPECT_THAT(*ParseIdSet("7-9, 1,2,8"), ElementsAre(1, 2, 7, 8, 9));
  EXPECT_THAT(*ParseIdSet("-2--1"), ElementsAre(-2, -1));
  EXPECT_THAT(*ParseIdSet("-1-1"), ElementsAre(-1, 0, 1));
  EXPECT_THAT(*ParseIdSet("2147483647"), ElementsAre(2147483647));
  EXPECT_THAT(*ParseIdSet("2147483646-2147483647"), ElementsAre(2147483646, 2147483647));
}

TEST(IdSetTest, NamesTheEntryThatIsWrong) {
  for (const char* entry : {"", "x", "3-1", "1-", "-", "1-x", "1--", "2147483648", "1.5", "all"}) {
    EXPECT_EQ(ErrorOf(std::string("1,") + entry),
              std::string("'") + entry + "' is neither a node id nor a range of them");
  }
}

TEST(IdSetTest, BoundsARange) {
  EXPECT_EQ(ParseIdSet("1-10000")->size(), 10000u);
  EXPECT_EQ(ErrorOf("1-10001"), "'1-10001' has more than 10000 node ids");
  EXPECT_EQ(ErrorOf("-2147483648-2147483647"), "'-2147483648-2147483647' has more than 10000 node ids");
}

}  // namespace
}  // namespace rollcall::cli
