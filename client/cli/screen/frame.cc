// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/frame.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "client/cli/screen/help.h"
#include "client/cli/screen/status_line.h"
#include "client/cli/screen/table_lines.h"
#include "display/notes.h"
#include "display/text.h"
#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

// The header with answer_time moved to now, so that ages are shown as of now.
v1::Header AgedHeader(const FrameInput& input) {
  v1::Header header = input.header;
  if (!header.has_answer_time()) return header;
  client::SetTimestamp(client::ToTime(header.answer_time()) + input.since_header, *header.mutable_answer_time());
  return header;
}

Heights HeightsOf(const FrameInput& input) {
  const size_t rows = input.model->rows().size();
  const size_t notes = input.model->notes().size();
  if (input.keyboard.has_value()) return ShareHeight(input.height, rows, notes, Footer::kShow);
  const Heights heights = ShareHeight(input.height, rows, notes, Footer::kHide);
  if (heights.rows == rows && heights.notes == notes) return heights;
  return ShareHeight(input.height, rows, notes, Footer::kShow);
}

size_t RowsEnd(const FrameInput& input, const Heights& heights) {
  return std::min(input.top + heights.rows, input.model->rows().size());
}

void AppendTable(const FrameInput& input, const v1::Header& header, const Heights& heights, Frame& frame) {
  const std::vector<ScreenRow>& rows = input.model->rows();
  std::vector<RowCells> cells;
  frame.wanted = input.min_widths;
  Widen(frame.wanted, WidthsOf(TitleCells()));
  for (size_t i = input.top; i < RowsEnd(input, heights); ++i) {
    cells.push_back(CellsOf(rows[i], header));
    Widen(frame.wanted, WidthsOf(cells.back()));
  }
  const Widths widths = ShareWidth(frame.wanted, input.width);
  if (heights.titles > 0) frame.lines.push_back(TitleLine(widths));
  for (size_t i = 0; i < cells.size(); ++i) {
    const bool has_cursor = input.keyboard.has_value() && input.keyboard->cursor == input.top + i;
    frame.lines.push_back(
        RowLine(rows[input.top + i], cells[i], widths, has_cursor ? Cursor::kHere : Cursor::kElsewhere));
  }
}

std::string NoteText(const ScreenNote& note, const v1::Header& header) {
  if (note.node != nullptr) return NodeNote(*note.node, header);
  const v1::RemovedNode& removed = note.removed->removed;
  return absl::StrCat("node ", removed.node_id(), " is gone: ", RemovalText(removed, note.removed->before));
}

Line NoteLine(const ScreenNote& note, const std::string& text) {
  const bool is_new = note.mark == Mark::kChanged;
  const char* mark = is_new ? "* " : note.mark == Mark::kRemoved ? "- " : "! ";
  return {{absl::StrCat(mark, text), JoinSgr(is_new ? kBold : "", kYellow)}};
}

void AppendNotes(const FrameInput& input, const v1::Header& header, size_t lines, Frame& frame) {
  const std::vector<ScreenNote>& notes = input.model->notes();
  const bool fits = notes.size() <= lines;
  const size_t shown = fits || lines == 0 ? std::min(lines, notes.size()) : lines - 1;
  for (size_t i = 0; i < shown; ++i) {
    const std::string text = NoteText(notes[i], header);
    if (!text.empty()) frame.lines.push_back(NoteLine(notes[i], text));  // a wrong clock may be right by now
  }
  if (fits || lines == 0) return;
  const std::string count = Count(static_cast<int64_t>(notes.size() - shown), "more node");
  frame.lines.push_back({{absl::StrCat("! ", count, " to look at"), std::string(kYellow)}});
}

// How many rows above and below the visible ones are marked as changed.
size_t HiddenChanges(const FrameInput& input, const Heights& heights) {
  const std::vector<ScreenRow>& rows = input.model->rows();
  const auto is_changed = [](const ScreenRow& row) { return row.mark == Mark::kChanged; };
  const auto begin = rows.begin() + static_cast<ptrdiff_t>(std::min(input.top, rows.size()));
  const auto end = rows.begin() + static_cast<ptrdiff_t>(RowsEnd(input, heights));
  return input.model->counts().changed_rows -
         static_cast<size_t>(std::count_if(begin, std::max(begin, end), is_changed));
}

std::string PositionText(const FrameInput& input, const Heights& heights) {
  const size_t rows = input.model->rows().size();
  const size_t hidden_changes = HiddenChanges(input, heights);
  const std::string elsewhere = hidden_changes == 0 ? "" : absl::StrCat(" (", hidden_changes, " changed elsewhere)");
  if (rows == 0) return "no rows";
  if (heights.rows == 0) return absl::StrCat(Count(static_cast<int64_t>(rows), "row"), elsewhere);
  return absl::StrCat("rows ", input.top + 1, "-", RowsEnd(input, heights), " of ", rows, elsewhere);
}

Line FooterLine(const FrameInput& input, const Heights& heights) {
  if (!input.keyboard.has_value()) return {{absl::StrCat("  ", PositionText(input, heights)), std::string(kDim)}};
  if (input.keyboard->prompt.has_value()) return {{absl::StrCat("/", Sanitize(*input.keyboard->prompt), "_"), ""}};
  if (!input.keyboard->message.empty()) return {{Sanitize(input.keyboard->message), std::string(kBold)}};
  return {{absl::StrCat(PositionText(input, heights), "  ? help  q quit"), std::string(kDim)}};
}

Frame HelpFrame(const FrameInput& input) { return {.lines = HelpLines(), .wanted = input.min_widths}; }

Frame WatchFrame(const FrameInput& input) {
  const v1::Header header = AgedHeader(input);
  Frame frame;
  frame.lines.push_back(StatusLine(input.server, header, input.connection_message));
  frame.wanted = input.min_widths;
  if (!header.has_answer_time()) return frame;  // an empty table would say that nothing runs
  const Heights heights = HeightsOf(input);
  if (heights.summary > 0) frame.lines.push_back(SummaryLine(*input.model));
  AppendTable(input, header, heights, frame);
  AppendNotes(input, header, heights.notes, frame);
  const bool is_typing = input.keyboard.has_value() && input.keyboard->prompt.has_value();
  if (heights.footer == 0 && !is_typing) return frame;
  if (input.keyboard.has_value()) frame.lines.resize(input.height - 1);  // the footer is at the bottom
  frame.lines.push_back(FooterLine(input, heights));
  return frame;
}

}  // namespace

Frame RenderFrame(const FrameInput& input) {
  CHECK(input.model != nullptr);
  CHECK_GE(input.width, size_t{1});
  const bool shows_help = input.keyboard.has_value() && input.keyboard->shows_help;
  Frame frame = shows_help ? HelpFrame(input) : WatchFrame(input);
  if (frame.lines.size() > input.height) frame.lines.resize(input.height);
  for (Line& line : frame.lines) line = TruncateLine(std::move(line), input.width);
  return frame;
}

size_t PageOf(const FrameInput& input) { return HeightsOf(input).rows; }

}  // namespace rollcall::cli
