// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/line.h"

#include <gtest/gtest.h>

namespace rollcall::cli {
namespace {

TEST(LineTest, ColorsAreLeftOutWhole) {
  const Line line = {{"a", "1;31"}, {"b", ""}, {"", "7"}};
  EXPECT_EQ(LineText(line, Color::kAnsi), "\x1b[1;31ma\x1b[0mb");
  EXPECT_EQ(LineText(line, Color::kNone), "ab");
  EXPECT_EQ(JoinSgr("1", "31"), "1;31");
  EXPECT_EQ(JoinSgr("", "31"), "31");
  EXPECT_EQ(JoinSgr("1", ""), "1");
}

TEST(LineTest, IsCutAtTheWidthWherever) {
  const Line line = {{"ab", "1"}, {"世", ""}, {"cd", ""}};  // 2, 2 and 2 columns
  EXPECT_EQ(LineWidth(line), 6u);
  const auto cut = [&line](size_t width) { return LineText(TruncateLine(line, width), Color::kNone); };
  EXPECT_EQ(cut(6), "ab世cd");
  EXPECT_EQ(cut(5), "ab世…");
  EXPECT_EQ(cut(4), "ab…");
  EXPECT_EQ(cut(3), "ab…");
  EXPECT_EQ(cut(2), "a…");
  EXPECT_EQ(cut(1), "…");
  EXPECT_EQ(cut(0), "");
}

TEST(LineTest, ACellHasItsWidth) {
  EXPECT_EQ(FitCell("ab", 4), "ab  ");
  EXPECT_EQ(FitCell("abcde", 4), "abc…");
  EXPECT_EQ(FitCell("a世世", 4), "a世…");
  EXPECT_EQ(FitCell("世世世", 4), "世… ");
}

}  // namespace
}  // namespace rollcall::cli
