// SPDX-License-Identifier: Apache-2.0
// Columns are aligned by display width.
#include "client/cli/render/columns.h"

#include <gtest/gtest.h>

namespace rollcall::cli {
namespace {

TEST(FormatColumnsTest, AlignsByWidthAndEndsLinesAtTheirText) {
  EXPECT_EQ(JoinLines(FormatColumns({"A", "B", "C"}, {{"大小", "", "z"}, {"x", "yyy", ""}})),
            "  A     B    C\n"
            "  大小       z\n"
            "  x     yyy\n");
}

TEST(FormatColumnsTest, WithoutRowsThereAreOnlyTheTitles) {
  EXPECT_EQ(JoinLines(FormatColumns({"A", "B"}, {})), "  A  B\n");
}

TEST(FormatColumnsDeathTest, EachRowMustHaveACellForEachTitle) {
  EXPECT_DEATH(FormatColumns({"A", "B"}, {{"x"}}), "CHECK failed");
}

}  // namespace
}  // namespace rollcall::cli
