// SPDX-License-Identifier: Apache-2.0
#include "base/comma_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall {
namespace {

using ::testing::ElementsAre;

TEST(CommaListTest, EntriesAreWithoutTheBlanksAndLineEndsAroundThem) {
  EXPECT_THAT(SplitCommaList(" a:1,\n\tb:2 ,c d\r\n"), ElementsAre("a:1", "b:2", "c d"));
}

TEST(CommaListTest, EmptyEntriesAreKeptForTheCallerToRefuse) {
  EXPECT_THAT(SplitCommaList(""), ElementsAre(""));
  EXPECT_THAT(SplitCommaList("a, ,"), ElementsAre("a", "", ""));
}

}  // namespace
}  // namespace rollcall
