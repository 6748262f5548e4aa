// SPDX-License-Identifier: Apache-2.0
// A table whose columns a person chooses and sorts by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace rollcall::cli {

struct Cell {
  std::string text;    // sanitized
  int64_t number = 0;  // cells are sorted by their numbers, and by their texts where the numbers are equal
};

struct TableColumn {
  std::string key;  // its name in --columns and --sort
  std::string title;
  size_t weight = 0;  // its share of a terminal that is too narrow; 0: it is not cut (ShareWidth)
};

struct Table {
  std::vector<TableColumn> columns;
  std::vector<std::vector<Cell>> rows;  // each has a cell for each column
};

enum class Titles { kShown, kHidden };

// INVALID_ARGUMENT, with `option` and the keys that there are, if a key is not one of `columns`. Keys ignore case.
absl::Status CheckColumnKeys(const std::string& option, const std::vector<std::string>& keys,
                             const std::vector<TableColumn>& columns);
// The same for SortRows, whose keys may have a '-' in front.
absl::Status CheckSortKeys(const std::string& option, const std::vector<std::string>& keys,
                           const std::vector<TableColumn>& columns);

// Keeps these columns, in this order. CheckColumnKeys must have accepted the keys.
Table WithColumns(const Table& table, const std::vector<std::string>& keys);

// Sorts by the first key, then by the second, and so on; a key with '-' in front sorts downwards. Rows that are equal
// keep their order. CheckSortKeys must have accepted the keys.
void SortRows(const std::vector<std::string>& keys, Table& table);

// The table as lines of text. With a width, no line is wider, and what does not fit is cut.
std::string TableText(const Table& table, Titles titles, std::optional<size_t> width);

}  // namespace rollcall::cli
