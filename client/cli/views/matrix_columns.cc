// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/matrix_columns.h"

#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/cli/render/node_ranges.h"
#include "display/text_format.h"

namespace rollcall::cli {
namespace {

std::string Suffix(NodeCondition condition) {
  if (condition == NodeCondition::kStale) return "?";
  return condition == NodeCondition::kNotUp ? "x" : "";
}

std::vector<int32_t> IdsOf(const Matrix& matrix, const MatrixColumn& column) {
  std::vector<int32_t> ids;
  for (const size_t node : column.nodes) ids.push_back(matrix.nodes[node].id);
  return ids;
}

// A, B, … Z, AA, AB, …
std::string Letter(size_t index) {
  std::string letters;
  for (++index; index > 0; index = (index - 1) / 26) letters.insert(0, 1, static_cast<char>('A' + (index - 1) % 26));
  return letters;
}

bool IsLetter(const std::string& title) { return absl::ascii_isupper(static_cast<unsigned char>(title.front())); }

void SetTitles(const Matrix& matrix, std::vector<MatrixColumn>& columns) {
  constexpr size_t kLongestTitle = 10;
  size_t letters = 0;
  for (MatrixColumn& column : columns) {
    const std::string suffix = Suffix(matrix.nodes[column.nodes.front()].condition);
    const std::string ranges = NodeRanges(IdsOf(matrix, column));
    column.title = absl::StrCat(absl::StrReplaceAll(ranges, {{",", suffix + ","}}), suffix);
    if (column.title.size() > kLongestTitle) column.title = absl::StrCat(Letter(letters++), suffix);
  }
}

}  // namespace

std::vector<MatrixColumn> ColumnForEachNode(const Matrix& matrix) {
  std::vector<MatrixColumn> columns;
  for (size_t node = 0; node < matrix.nodes.size(); ++node) columns.push_back({.title = "", .nodes = {node}});
  for (MatrixColumn& column : columns) {
    const MatrixNode& node = matrix.nodes[column.nodes.front()];
    column.title = absl::StrCat(node.id, Suffix(node.condition));
  }
  return columns;
}

std::vector<MatrixColumn> ColumnForEachGroup(const Matrix& matrix) {
  std::map<std::pair<NodeCondition, std::vector<MatrixMark>>, size_t> column_of;
  std::vector<MatrixColumn> columns;
  for (size_t node = 0; node < matrix.nodes.size(); ++node) {
    std::vector<MatrixMark> marks;
    for (const MatrixRow& row : matrix.rows) marks.push_back(row.marks[node]);
    const auto [found, is_new] =
        column_of.try_emplace({matrix.nodes[node].condition, std::move(marks)}, columns.size());
    if (is_new) columns.emplace_back();
    columns[found->second].nodes.push_back(node);
  }
  SetTitles(matrix, columns);
  return columns;
}

std::vector<std::string> LetterLines(const Matrix& matrix, const std::vector<MatrixColumn>& columns) {
  std::vector<std::string> lines;
  for (const MatrixColumn& column : columns) {
    if (!IsLetter(column.title)) continue;
    lines.push_back(absl::StrCat(column.title, ": ", NodeRanges(IdsOf(matrix, column)), " (",
                                 Count(static_cast<int64_t>(column.nodes.size()), "node"), ")"));
  }
  return lines;
}

}  // namespace rollcall::cli
