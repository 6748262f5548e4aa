// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/table.h"

#include <algorithm>
#include <compare>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "client/cli/render/columns.h"
#include "display/text.h"

namespace rollcall::cli {
namespace {

enum class Direction { kUp, kDown };

struct SortKey {
  size_t column;
  Direction direction;
};

std::optional<size_t> FindColumn(const std::vector<TableColumn>& columns, const std::string& key) {
  const auto found = std::find_if(columns.begin(), columns.end(), [&key](const TableColumn& column) {
    return absl::EqualsIgnoreCase(column.key, key);
  });
  if (found == columns.end()) return std::nullopt;
  return static_cast<size_t>(found - columns.begin());
}

size_t ColumnOf(const Table& table, const std::string& key) {
  const std::optional<size_t> column = FindColumn(table.columns, key);
  CHECK(column.has_value());
  return *column;
}

std::string WithoutDirection(const std::string& key) { return key.substr(key.starts_with('-') ? 1 : 0); }

std::strong_ordering Compare(const Cell& a, const Cell& b) {
  if (a.number != b.number) return a.number <=> b.number;
  return a.text.compare(b.text) <=> 0;
}

bool IsBefore(const std::vector<Cell>& a, const std::vector<Cell>& b, const std::vector<SortKey>& keys) {
  for (const auto& [column, direction] : keys) {
    const std::strong_ordering order = Compare(a[column], b[column]);
    if (order != 0) return direction == Direction::kUp ? order < 0 : order > 0;
  }
  return false;
}

std::vector<Cells> TextsOf(const Table& table, Titles titles) {
  std::vector<Cells> lines;
  if (titles == Titles::kShown) {
    Cells& line = lines.emplace_back();
    for (const TableColumn& column : table.columns) line.push_back(column.title);
  }
  for (const std::vector<Cell>& row : table.rows) {
    Cells& line = lines.emplace_back();
    for (const Cell& cell : row) line.push_back(cell.text);
  }
  return lines;
}

}  // namespace

absl::Status CheckColumnKeys(const std::string& option, const std::vector<std::string>& keys,
                             const std::vector<TableColumn>& columns) {
  for (const std::string& key : keys) {
    if (FindColumn(columns, key).has_value()) continue;
    const std::string known =
        absl::StrJoin(columns, ", ", [](std::string* out, const TableColumn& column) { *out += column.key; });
    return absl::InvalidArgumentError(absl::StrCat(option, ": '", key, "' is not a column; the columns are ", known));
  }
  return absl::OkStatus();
}

absl::Status CheckSortKeys(const std::string& option, const std::vector<std::string>& keys,
                           const std::vector<TableColumn>& columns) {
  std::vector<std::string> plain;
  for (const std::string& key : keys) plain.push_back(WithoutDirection(key));
  return CheckColumnKeys(option, plain, columns);
}

Table WithColumns(const Table& table, const std::vector<std::string>& keys) {
  std::vector<size_t> kept;
  for (const std::string& key : keys) kept.push_back(ColumnOf(table, key));
  Table result;
  for (const size_t column : kept) result.columns.push_back(table.columns[column]);
  for (const std::vector<Cell>& row : table.rows) {
    std::vector<Cell>& cells = result.rows.emplace_back();
    for (const size_t column : kept) cells.push_back(row[column]);
  }
  return result;
}

void SortRows(const std::vector<std::string>& keys, Table& table) {
  std::vector<SortKey> order;
  for (const std::string& key : keys) {
    order.push_back({ColumnOf(table, WithoutDirection(key)), key.starts_with('-') ? Direction::kDown : Direction::kUp});
  }
  std::stable_sort(table.rows.begin(), table.rows.end(),
                   [&order](const auto& a, const auto& b) { return IsBefore(a, b, order); });
}

std::string TableText(const Table& table, Titles titles, std::optional<size_t> width) {
  const std::vector<Cells> lines = TextsOf(table, titles);
  std::vector<size_t> widths = NaturalWidths(lines);
  if (lines.empty() || !width.has_value()) return JoinLines(FormatLines(lines, widths));
  std::vector<size_t> weights;
  for (const TableColumn& column : table.columns) weights.push_back(column.weight);
  widths = ShareWidth(widths, weights, *width);
  std::vector<std::string> formatted = FormatLines(lines, widths);
  for (std::string& line : formatted) line = TruncateToWidth(line, *width);
  return JoinLines(formatted);
}

}  // namespace rollcall::cli
