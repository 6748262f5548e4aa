// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/columns.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "client/cli/render/text.h"

namespace rollcall::cli {
namespace {

void Widen(std::vector<size_t>& widths, const Cells& cells) {
  CHECK_EQ(cells.size(), widths.size());
  for (size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(cells[i]));
}

std::string Line(const std::vector<size_t>& widths, const Cells& cells) {
  std::string line;
  size_t pending_spaces = 0;  // written only if another cell follows
  for (size_t i = 0; i < cells.size(); ++i) {
    pending_spaces += 2;
    if (!cells[i].empty()) {
      line.append(pending_spaces, ' ');
      line += cells[i];
      pending_spaces = 0;
    }
    pending_spaces += widths[i] - DisplayWidth(cells[i]);
  }
  return line;
}

}  // namespace

std::vector<std::string> FormatColumns(const Cells& titles, const std::vector<Cells>& rows) {
  std::vector<size_t> widths(titles.size(), 0);
  Widen(widths, titles);
  for (const Cells& row : rows) Widen(widths, row);
  std::vector<std::string> lines = {Line(widths, titles)};
  for (const Cells& row : rows) lines.push_back(Line(widths, row));
  return lines;
}

std::string JoinLines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) absl::StrAppend(&text, line, "\n");
  return text;
}

}  // namespace rollcall::cli
