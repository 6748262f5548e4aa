// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/columns.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "display/text.h"

namespace rollcall::cli {
namespace {

constexpr size_t kGap = 2;         // the spaces before each column
constexpr size_t kRigidCap = 24;   // a column of weight 0 may hold a foreign word, too, such as a node's own state
constexpr size_t kMinElastic = 4;  // less shows nothing of a text

std::string Line(const std::vector<size_t>& widths, const Cells& cells) {
  std::string line;
  size_t pending_spaces = 0;  // written only if another cell follows
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = TruncateToWidth(cells[i], widths[i]);
    pending_spaces += kGap;
    if (!cell.empty()) {
      line.append(pending_spaces, ' ');
      line += cell;
      pending_spaces = 0;
    }
    pending_spaces += widths[i] - DisplayWidth(cell);
  }
  return line;
}

size_t Sum(const std::vector<size_t>& widths) { return std::accumulate(widths.begin(), widths.end(), size_t{0}); }

// The columns that share what the others leave: their indices, and how much there is.
struct Elastic {
  std::vector<size_t> columns;
  size_t room = 0;
};

// Caps the rigid columns.
Elastic TakeRigid(const std::vector<size_t>& weights, size_t width, std::vector<size_t>& widths) {
  Elastic elastic;
  size_t taken = kGap * widths.size();
  for (size_t i = 0; i < widths.size(); ++i) {
    if (weights[i] > 0) {
      elastic.columns.push_back(i);
    } else {
      widths[i] = std::min(widths[i], kRigidCap);
      taken += widths[i];
    }
  }
  elastic.room = width - std::min(width, taken);
  return elastic;
}

// The share of the room that a column has by its weight.
size_t ShareOf(size_t column, const Elastic& elastic, const std::vector<size_t>& weights) {
  size_t total = 0;
  for (const size_t i : elastic.columns) total += weights[i];
  return elastic.room * weights[column] / total;
}

// Takes out a column that needs no more than its share, and what it needs. False if there is none.
bool SettleOne(const std::vector<size_t>& natural, const std::vector<size_t>& weights, Elastic& elastic) {
  const auto settled = std::find_if(elastic.columns.begin(), elastic.columns.end(),
                                    [&](size_t i) { return natural[i] <= ShareOf(i, elastic, weights); });
  if (settled == elastic.columns.end()) return false;
  elastic.room -= natural[*settled];
  elastic.columns.erase(settled);
  return true;
}

}  // namespace

std::vector<std::string> FormatColumns(const Cells& titles, const std::vector<Cells>& rows) {
  std::vector<Cells> lines = {titles};
  lines.insert(lines.end(), rows.begin(), rows.end());
  return FormatLines(lines, NaturalWidths(lines));
}

std::vector<size_t> NaturalWidths(const std::vector<Cells>& lines) {
  if (lines.empty()) return {};
  std::vector<size_t> widths(lines.front().size(), 0);
  for (const Cells& cells : lines) {
    CHECK_EQ(cells.size(), widths.size());
    for (size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(cells[i]));
  }
  return widths;
}

std::vector<size_t> ShareWidth(const std::vector<size_t>& natural, const std::vector<size_t>& weights, size_t width) {
  CHECK_EQ(natural.size(), weights.size());
  if (Sum(natural) + kGap * natural.size() <= width) return natural;
  std::vector<size_t> widths = natural;
  Elastic elastic = TakeRigid(weights, width, widths);
  while (SettleOne(natural, weights, elastic)) {
  }
  for (const size_t i : elastic.columns) widths[i] = std::max(kMinElastic, ShareOf(i, elastic, weights));
  return widths;
}

std::vector<std::string> FormatLines(const std::vector<Cells>& lines, const std::vector<size_t>& widths) {
  std::vector<std::string> formatted;
  formatted.reserve(lines.size());
  for (const Cells& cells : lines) {
    CHECK_EQ(cells.size(), widths.size());
    formatted.push_back(Line(widths, cells));
  }
  return formatted;
}

std::string JoinLines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) absl::StrAppend(&text, line, "\n");
  return text;
}

}  // namespace rollcall::cli
