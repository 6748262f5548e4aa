// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/matrix_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>

#include "absl/strings/str_split.h"
#include "display/text.h"
#include "tests/display/matrix_fixture.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;

TEST(MatrixTableTest, HasAColumnForEachNode) {
  EXPECT_EQ(MatrixTable(WholeMatrix(MarkedCluster()), {}),
            "  COPROCESSOR  ON  1 2 3 4 5 6? 7x 8x\n"
            "  a            6   ● ● ● ! ◐ ?\n"
            "  b            1   ● . . . .\n");
}

TEST(MatrixTableTest, HasMarksOfAscii) {
  EXPECT_EQ(MatrixTable(WholeMatrix(MarkedCluster()), {.charset = Charset::kAscii}),
            "  COPROCESSOR  ON  1 2 3 4 5 6? 7x 8x\n"
            "  a            6   * * * ! ~ ?\n"
            "  b            1   * . . . .\n");
}

TEST(MatrixTableTest, ColorsMarks) {
  EXPECT_THAT(MatrixTable(WholeMatrix(MarkedCluster()), {.color = Color::kAnsi}),
              HasSubstr("  a            6   \x1b[32m●\x1b[0m \x1b[32m●\x1b[0m \x1b[32m●\x1b[0m \x1b[1;31m!\x1b[0m "
                        "\x1b[33m◐\x1b[0m \x1b[35m?\x1b[0m\n"));
}

TEST(MatrixTableTest, GroupsNodesThatDoNotFit) {
  EXPECT_EQ(MatrixTable(WholeMatrix(WideCluster("a", 60)), {.width = 80}),
            "  COPROCESSOR  ON  1-59 60\n"
            "  a            60  ●    ◐\n");
}

TEST(MatrixTableTest, ExplainsLetters) {
  EXPECT_EQ(MatrixTable(WholeMatrix(WideCluster("a", 20)), {.width = 80}),
            "  COPROCESSOR  ON  A 20,40,60\n"
            "  a            60  ● ◐\n"
            "A: 1-19,21-39,41-59 (57 nodes)\n");
}

TEST(MatrixTableTest, SplitsWhatMayNotBeGrouped) {
  const Matrix matrix = WholeMatrix(ListingOf(RfcNodes(), 13));
  EXPECT_EQ(MatrixTable(matrix, {.width = 22, .grouping = Grouping::kNever}),
            "  COPROCESSOR  ON  1 2\n"
            "  name_a       3   ● ●\n"
            "  name_b       3   ● ●\n"
            "\n"
            "  COPROCESSOR  ON  3\n"
            "  name_a       3   ●\n"
            "  name_b       3   ●\n");
}

TEST(MatrixTableTest, GroupsWhenAsked) {
  EXPECT_EQ(MatrixTable(WholeMatrix(ListingOf(RfcNodes(), 13)), {.grouping = Grouping::kAlways}),
            "  COPROCESSOR  ON  1-3\n"
            "  name_a       3   ●\n"
            "  name_b       3   ●\n");
}

TEST(MatrixTableTest, FitsAnyWidthOfATerminal) {
  v1::ListNodesResponse all = WideCluster(std::string(200, 'n'), 7);
  for (const size_t width : {size_t{30}, size_t{40}, size_t{80}, size_t{120}, size_t{200}}) {
    for (const Grouping grouping : {Grouping::kIfNeeded, Grouping::kAlways, Grouping::kNever}) {
      const std::string table = MatrixTable(WholeMatrix(all), {.width = width, .grouping = grouping});
      for (const absl::string_view line : absl::StrSplit(table, '\n')) {
        const bool is_list = line.substr(0, 3) == "A: " || line.substr(0, 3) == "B: ";  // which the terminal wraps
        EXPECT_TRUE(is_list || DisplayWidth(std::string(line)) <= width) << line;
      }
    }
  }
}

TEST(MatrixTableTest, WithoutALimitNamesAreWhole) {
  const std::string name(200, 'n');
  EXPECT_THAT(MatrixTable(WholeMatrix(WideCluster(name, 7)), {}), HasSubstr(name + "  60  "));
}

TEST(MatrixTableTest, NamesAreOnlyText) {
  EXPECT_THAT(MatrixTable(WholeMatrix(ListingOf({UpNode(1, 1, {{"a\x1b[2J", {}, ""}})}, 1)), {}),
              HasSubstr("  a\\x1b[2J     1   ●\n"));
}

TEST(MatrixTableTest, HasTitlesThoughThereIsNothing) { EXPECT_EQ(MatrixTable(Matrix(), {}), "  COPROCESSOR  ON\n"); }

TEST(MatrixLegendTest, ExplainsTheMarksThatAreThere) {
  EXPECT_EQ(MatrixLegend(WholeMatrix(MarkedCluster()), Charset::kUtf8),
            "● same as most   ◐ differs   ! errored   ? stale node   . absent   x node not up");
  EXPECT_EQ(MatrixLegend(WholeMatrix(ListingOf(RfcNodes(), 13)), Charset::kAscii), "* same as most");
  EXPECT_EQ(MatrixLegend(Matrix(), Charset::kUtf8), "");
}

}  // namespace
}  // namespace rollcall::cli
