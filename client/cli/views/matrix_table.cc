// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/matrix_table.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/absl_view.h"
#include "client/cli/render/columns.h"
#include "client/cli/views/matrix_columns.h"
#include "display/text.h"
#include "display/text_format.h"

namespace rollcall::cli {
namespace {

// An SGR sequence; empty for none.
std::string_view ColorOf(MatrixMark mark) {
  switch (mark) {
    case MatrixMark::kStale:
      return "\x1b[35m";
    case MatrixMark::kErrored:
      return "\x1b[1;31m";
    case MatrixMark::kDiffers:
      return "\x1b[33m";
    case MatrixMark::kSame:
      return "\x1b[32m";
    default:
      return "";
  }
}

std::string Shown(const MarkText& text, Charset charset) { return charset == Charset::kUtf8 ? text.utf8 : text.ascii; }

std::string Colored(MatrixMark mark, const MatrixStyle& style) {
  const std::string shown = Shown(TextOf(mark), style.charset);
  const std::string_view color = ColorOf(mark);
  const bool has_color = style.color == Color::kAnsi && !color.empty();
  return has_color ? absl::StrCat(AbslView(color), shown, "\x1b[0m") : shown;
}

std::string Padded(const std::string& text, size_t width) {
  return absl::StrCat(text, std::string(width - std::min(width, DisplayWidth(text)), ' '));
}

// The part of each line before the nodes.
class LineHead {
 public:
  LineHead(const Matrix& matrix, size_t width) {
    for (const MatrixRow& row : matrix.rows) {
      names_width_ = std::max(names_width_, DisplayWidth(NameText(row.name)));
      count_width_ = std::max(count_width_, absl::StrCat(row.nodes).size());
    }
    constexpr size_t kLeastShare = 2;  // a long name leaves at least half of the line to the nodes
    if (width != 0) names_width_ = std::min(names_width_, std::max(width / kLeastShare, kTitle.size()));
  }
  std::string Text(const std::string& name, const std::string& count) const {
    return absl::StrCat("  ", Padded(TruncateToWidth(name, names_width_), names_width_), "  ",
                        Padded(count, count_width_), " ");
  }
  std::string Titles() const { return Text(std::string(kTitle), "ON"); }
  size_t width() const { return names_width_ + count_width_ + 5; }

 private:
  static constexpr std::string_view kTitle = "COPROCESSOR";
  size_t names_width_ = kTitle.size();
  size_t count_width_ = 2;
};

// Whether all columns fit one line of `width` after the head.
bool Fits(const std::vector<MatrixColumn>& columns, const LineHead& head, size_t width) {
  size_t used = head.width();
  for (const MatrixColumn& column : columns) used += 1 + column.title.size();
  return width == 0 || used <= width;
}

std::vector<MatrixColumn> ChooseColumns(const Matrix& matrix, const LineHead& head, const MatrixStyle& style) {
  if (style.grouping == Grouping::kAlways) return ColumnForEachGroup(matrix);
  std::vector<MatrixColumn> columns = ColumnForEachNode(matrix);
  const bool keep = style.grouping == Grouping::kNever || Fits(columns, head, style.width);
  return keep ? columns : ColumnForEachGroup(matrix);
}

// Cuts the columns into parts that fit, each of at least one column. Without columns there is one empty part.
std::vector<std::vector<MatrixColumn>> SplitToFit(const std::vector<MatrixColumn>& columns, const LineHead& head,
                                                  size_t width) {
  std::vector<std::vector<MatrixColumn>> blocks(1);
  for (const MatrixColumn& column : columns) {
    std::vector<MatrixColumn> longer = blocks.back();
    longer.push_back(column);
    if (blocks.back().empty() || Fits(longer, head, width)) {
      blocks.back() = std::move(longer);
    } else {
      blocks.push_back({column});
    }
  }
  return blocks;
}

std::string WithoutTrailingSpaces(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

void AppendBlock(const Matrix& matrix, const std::vector<MatrixColumn>& columns, const LineHead& head,
                 const MatrixStyle& style, std::vector<std::string>& lines) {
  std::string titles = head.Titles();
  for (const MatrixColumn& column : columns) absl::StrAppend(&titles, " ", column.title);
  lines.push_back(WithoutTrailingSpaces(std::move(titles)));
  for (const MatrixRow& row : matrix.rows) {
    std::string line = head.Text(NameText(row.name), absl::StrCat(row.nodes));
    for (const MatrixColumn& column : columns) {
      absl::StrAppend(&line, " ", Colored(row.marks[column.nodes.front()], style),
                      std::string(column.title.size() - 1, ' '));
    }
    lines.push_back(WithoutTrailingSpaces(std::move(line)));
  }
}

bool HasCondition(const Matrix& matrix, NodeCondition condition) {
  return std::any_of(matrix.nodes.begin(), matrix.nodes.end(),
                     [condition](const MatrixNode& node) { return node.condition == condition; });
}

}  // namespace

std::string MatrixTable(const Matrix& matrix, const MatrixStyle& style) {
  const LineHead head(matrix, style.width);
  const std::vector<MatrixColumn> columns = ChooseColumns(matrix, head, style);
  std::vector<std::string> lines;
  for (const std::vector<MatrixColumn>& block : SplitToFit(columns, head, style.width)) {
    if (!lines.empty()) lines.emplace_back();
    AppendBlock(matrix, block, head, style, lines);
  }
  for (std::string& line : LetterLines(matrix, columns)) lines.push_back(std::move(line));
  return JoinLines(lines);
}

std::string MatrixLegend(const Matrix& matrix, Charset charset) {
  std::set<MatrixMark> used;
  for (const MatrixRow& row : matrix.rows) used.insert(row.marks.begin(), row.marks.end());
  if (HasCondition(matrix, NodeCondition::kStale)) used.insert(MatrixMark::kStale);
  std::vector<std::string> parts;
  for (const MatrixMark mark : MarksOfLegend()) {
    const MarkText text = TextOf(mark);
    if (used.contains(mark)) parts.push_back(absl::StrCat(Shown(text, charset), " ", text.meaning));
  }
  if (HasCondition(matrix, NodeCondition::kNotUp)) parts.push_back(absl::StrCat(kNotUpMark, " ", kNotUpMeaning));
  return absl::StrJoin(parts, "   ");
}

}  // namespace rollcall::cli
