// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/table_lines.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "display/notes.h"
#include "display/text.h"
#include "display/text_format.h"

namespace rollcall::cli {
namespace {

std::string StateCell(const ScreenRow& row) {
  return row.mark == Mark::kRemoved ? "gone" : RowStateText(*row.node, row.coprocessor, row.health);
}

std::string AgeCell(const ScreenRow& row, const v1::Header& header) {
  const std::string age = PublishAgeText(*row.node, header);
  return age.empty() ? "-" : age;
}

std::string_view StateSgr(const ScreenRow& row) {
  if (row.mark == Mark::kRemoved) return "";
  if (row.health == Health::kStale || row.health == Health::kOther) return kYellow;
  if (NeedsAttention(row.coprocessor, row.health)) return kRed;
  return kGreen;
}

char MarkOf(const ScreenRow& row) {
  if (row.mark == Mark::kChanged) return '*';
  if (row.mark == Mark::kRemoved) return '-';
  return NeedsAttention(row.coprocessor, row.health) ? '!' : ' ';
}

// The attributes of the whole row.
std::string RowSgr(const ScreenRow& row, Cursor cursor) {
  std::string_view mark;
  if (row.mark == Mark::kChanged) mark = kBold;
  if (row.mark == Mark::kRemoved) mark = "2;9";  // dim and struck
  return JoinSgr(mark, cursor == Cursor::kHere ? kReverse : "");
}

// The cells after AGE. The last one is not filled up.
std::string ElasticText(const RowCells& cells, const Widths& widths) {
  std::string text;
  const std::pair<const std::string*, size_t> columns[] = {
      {&cells.name, widths.name}, {&cells.topics, widths.topics}, {&cells.description, widths.description}};
  for (const auto& [cell, width] : columns) {
    if (width > 0) absl::StrAppend(&text, "  ", FitCell(*cell, width));
  }
  const size_t end = text.find_last_not_of(' ');
  return text.substr(0, end == std::string::npos ? 0 : end + 1);
}

}  // namespace

RowCells TitleCells() { return {"NODE", "STATE", "AGE", "COPROCESSOR NAME", "INPUT TOPICS", "DESCRIPTION"}; }

RowCells CellsOf(const ScreenRow& row, const v1::Header& header) {
  RowCells cells = {absl::StrCat(row.node->node_id()), StateCell(row), AgeCell(row, header), "-", "", ""};
  if (row.coprocessor == nullptr) {
    cells.description = ShortNote(*row.node, header);
    return cells;
  }
  cells.name = NameText(row.coprocessor->name());
  cells.topics = TopicsText(*row.coprocessor);
  cells.description = Sanitize(row.coprocessor->description());
  return cells;
}

Widths WidthsOf(const RowCells& cells) {
  return {.node = DisplayWidth(cells.node),
          .state = DisplayWidth(cells.state),
          .age = DisplayWidth(cells.age),
          .name = DisplayWidth(cells.name),
          .topics = DisplayWidth(cells.topics),
          .description = DisplayWidth(cells.description)};
}

Line TitleLine(const Widths& widths) {
  const RowCells titles = TitleCells();
  return {{absl::StrCat("  ", FitCell(titles.node, widths.node), "  ", FitCell(titles.state, widths.state), "  ",
                        FitCell(titles.age, widths.age), ElasticText(titles, widths)),
           std::string(kBold)}};
}

Line RowLine(const ScreenRow& row, const RowCells& cells, const Widths& widths, Cursor cursor) {
  const std::string sgr = RowSgr(row, cursor);
  const std::string marks = {MarkOf(row), cursor == Cursor::kHere ? '>' : ' '};
  return {{absl::StrCat(marks, FitCell(cells.node, widths.node), "  "), sgr},
          {FitCell(cells.state, widths.state), JoinSgr(sgr, StateSgr(row))},
          {absl::StrCat("  ", FitCell(cells.age, widths.age), ElasticText(cells, widths)), sgr}};
}

}  // namespace rollcall::cli
