// SPDX-License-Identifier: Apache-2.0
// Tables whose columns and order a person chooses.
#include "client/cli/render/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/str_split.h"
#include "display/text.h"

namespace rollcall::cli {
namespace {

using ::testing::HasSubstr;

Table Sample() {
  return {.columns = {{"name", "NAME", 1}, {"node", "NODE ID", 0}},
          .rows = {{{"b"}, {"10", 10}}, {{"a"}, {"9", 9}}, {{"b"}, {"9", 9}}}};
}

std::string Plain(const Table& table) { return TableText(table, Titles::kHidden, std::nullopt); }

TEST(WithColumnsTest, KeepsTheChosenOnesInTheirOrderAndIgnoresCase) {
  EXPECT_EQ(TableText(WithColumns(Sample(), {"NODE", "name"}), Titles::kShown, std::nullopt),
            "  NODE ID  NAME\n  10       b\n  9        a\n  9        b\n");
}

TEST(CheckColumnKeysTest, NamesTheKeysThatThereAre) {
  EXPECT_TRUE(CheckColumnKeys("--columns", {"name", "Node"}, Sample().columns).ok());
  const absl::Status status = CheckColumnKeys("--columns", {"name", "nod"}, Sample().columns);
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(status.message(), "--columns: 'nod' is not a column; the columns are name, node");
  EXPECT_FALSE(CheckColumnKeys("--columns", {"-node"}, Sample().columns).ok());
}

TEST(CheckSortKeysTest, AllowsADirection) {
  EXPECT_TRUE(CheckSortKeys("--sort", {"-node", "name"}, Sample().columns).ok());
  EXPECT_THAT(std::string(CheckSortKeys("--sort", {"-nod"}, Sample().columns).message()), HasSubstr("--sort: 'nod'"));
}

TEST(SortRowsTest, SortsNumbersAsNumbersAndThenByTheNextKey) {
  Table table = Sample();
  SortRows({"node", "name"}, table);
  EXPECT_EQ(Plain(table), "  a  9\n  b  9\n  b  10\n");
  SortRows({"-node"}, table);
  EXPECT_EQ(Plain(table), "  b  10\n  a  9\n  b  9\n") << "equal rows keep their order";
  SortRows({"-name", "node"}, table);
  EXPECT_EQ(Plain(table), "  b  9\n  b  10\n  a  9\n");
}

TEST(TableTextTest, NoLineIsWiderThanTheTerminal) {
  Table table = Sample();
  table.rows.push_back({{std::string(500, 'x')}, {"1", 1}});
  for (const size_t width : {5, 12, 80, 200}) {
    for (const absl::string_view line : absl::StrSplit(TableText(table, Titles::kShown, width), '\n')) {
      EXPECT_LE(DisplayWidth(std::string(line)), width);
    }
  }
  EXPECT_THAT(TableText(table, Titles::kShown, 30), HasSubstr("x…  1\n"));
  EXPECT_THAT(Plain(table), HasSubstr(table.rows.back().front().text)) << "without a width there is everything";
}

TEST(TableTextTest, AnEmptyTableWithoutTitlesIsNothing) {
  const Table table = {.columns = Sample().columns, .rows = {}};
  EXPECT_EQ(TableText(table, Titles::kHidden, 80), "");
  EXPECT_EQ(TableText(table, Titles::kShown, 80), "  NAME  NODE ID\n");
}

}  // namespace
}  // namespace rollcall::cli
