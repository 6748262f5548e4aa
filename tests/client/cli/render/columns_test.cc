// SPDX-License-Identifier: Apache-2.0
// Columns are aligned by display width.
#include "client/cli/render/columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::cli {
namespace {

using ::testing::ElementsAre;

TEST(FormatColumnsTest, AlignsByWidthAndEndsLinesAtTheirText) {
  EXPECT_EQ(JoinLines(FormatColumns({"A", "B", "C"}, {{"大小", "", "z"}, {"x", "yyy", ""}})),
            "  A     B    C\n"
            "  大小       z\n"
            "  x     yyy\n");
}

TEST(FormatColumnsTest, WithoutRowsThereAreOnlyTheTitles) {
  EXPECT_EQ(JoinLines(FormatColumns({"A", "B"}, {})), "  A  B\n");
}

TEST(ShareWidthTest, LeavesColumnsThatFitAlone) {
  EXPECT_THAT(ShareWidth({10, 30, 5}, {1, 0, 1}, 51), ElementsAre(10, 30, 5));
}

TEST(ShareWidthTest, GivesEachItsWeightOfTheRestAndTheOthersWhatOneDoesNotNeed) {
  EXPECT_THAT(ShareWidth({200, 7, 300, 300}, {2, 0, 1, 1}, 75), ElementsAre(30, 7, 15, 15));
  EXPECT_THAT(ShareWidth({10, 7, 300, 300}, {2, 0, 1, 1}, 75), ElementsAre(10, 7, 25, 25));
  EXPECT_THAT(ShareWidth({200, 7, 5, 300}, {2, 0, 1, 1}, 75), ElementsAre(36, 7, 5, 18));
}

TEST(ShareWidthTest, CapsAForeignWordInARigidColumn) {
  EXPECT_THAT(ShareWidth({20, 500}, {1, 0}, 50), ElementsAre(20, 24));
}

TEST(ShareWidthTest, LeavesALittleOfEachTextIfThereIsNoRoom) {
  EXPECT_THAT(ShareWidth({200, 10, 200}, {2, 0, 1}, 12), ElementsAre(4, 10, 4));
}

TEST(FormatLinesTest, CutsCellsThatAreWider) {
  EXPECT_EQ(JoinLines(FormatLines({{"abcdef", "x"}, {"大小大小", "y"}}, {4, 1})),
            "  abc…  x\n"
            "  大…   y\n");
}

TEST(FormatColumnsDeathTest, EachRowMustHaveACellForEachTitle) {
  EXPECT_DEATH(FormatColumns({"A", "B"}, {{"x"}}), "CHECK failed");
}

}  // namespace
}  // namespace rollcall::cli
