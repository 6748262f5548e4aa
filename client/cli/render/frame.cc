// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/frame.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "client/cli/render/columns.h"
#include "client/cli/render/notes.h"
#include "client/cli/render/rows.h"
#include "client/cli/render/text.h"
#include "client/cli/render/text_format.h"
#include "client/lib/node.h"

namespace rollcall::cli {
namespace {

constexpr absl::string_view kBoldOn = "\x1b[1m";
constexpr absl::string_view kBoldOff = "\x1b[0m";

enum class Mark { kPlain, kChanged };

struct BodyLine {
  std::string text;
  Mark mark = Mark::kPlain;
};

// The header with answer_time moved to now, so that ages are shown as of now.
v1::Header AgedHeader(const FrameInput& input) {
  v1::Header header = input.header;
  if (!header.has_answer_time()) return header;
  const absl::Time now = client::ToTime(header.answer_time()) + input.since_header;
  header.mutable_answer_time()->set_seconds(absl::ToUnixSeconds(now));
  header.mutable_answer_time()->set_nanos(
      static_cast<int32_t>((now - absl::FromUnixSeconds(absl::ToUnixSeconds(now))) / absl::Nanoseconds(1)));
  return header;
}

// There has been no checkpoint yet, so no nodes are held.
bool IsAwaitingCheckpoint(const FrameInput& input) { return !input.header.has_answer_time(); }

std::string StatusLine(const FrameInput& input, const v1::Header& header) {
  const std::string age = absl::StrCat("as of ", AgeText(client::EvidenceAge(header)), " ago");
  if (!input.connection_message.empty()) {
    return absl::StrCat(input.connection_message, IsAwaitingCheckpoint(input) ? "" : absl::StrCat("; shown ", age));
  }
  if (IsAwaitingCheckpoint(input)) return absl::StrCat(input.server, "  waiting for the first snapshot");
  const std::string source = SourceNote(header);
  const std::string start =
      absl::StrCat(input.server, "  revision ", header.revision(), "  ", Count(header.node_count(), "node"));
  if (!source.empty()) return absl::StrCat(start, "  ", source);
  return absl::StrCat(start, "  ", age);
}

std::string AgeCell(const v1::NodeStatus& node, const v1::Header& header) {
  const std::string age = PublishAgeText(node, header);
  return age.empty() ? "-" : age;
}

std::vector<BodyLine> TableLines(const FrameInput& input, const v1::Header& header) {
  std::vector<Row> rows;
  for (const auto& [id, node] : *input.nodes) AppendRows(node, rows);
  SortByName(rows);
  std::vector<Cells> cells;
  std::vector<BodyLine> lines(rows.size() + 1);
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto& [node, coprocessor] = rows[i];
    if (input.changed.contains({node->node_id(), coprocessor->name()})) lines[i + 1].mark = Mark::kChanged;
    cells.push_back({Sanitize(coprocessor->name()), absl::StrCat(node->node_id()), TopicsText(*coprocessor),
                     AgeCell(*node, header), Sanitize(coprocessor->description())});
  }
  const std::vector<std::string> text =
      FormatColumns({"COPROCESSOR NAME", "NODE ID", "INPUT TOPICS", "AGE", "DESCRIPTION"}, cells);
  for (size_t i = 0; i < text.size(); ++i) lines[i].text = text[i];
  return lines;
}

std::vector<BodyLine> NoteLines(const FrameInput& input, const v1::Header& header) {
  std::vector<BodyLine> lines;
  for (const auto& [id, node] : *input.nodes) {
    const std::string note = NodeNote(node, header);
    const Mark mark = input.changed.contains({id, ""}) ? Mark::kChanged : Mark::kPlain;
    if (!note.empty()) lines.push_back({absl::StrCat("  ", note), mark});
  }
  return lines;
}

size_t CountChanged(const std::vector<BodyLine>& lines, size_t from) {
  return static_cast<size_t>(std::count_if(lines.begin() + static_cast<ptrdiff_t>(from), lines.end(),
                                           [](const BodyLine& line) { return line.mark == Mark::kChanged; }));
}

// Joins the table and the notes in at most `height` lines. If they do not fit, notes keep up to a third of the lines,
// so that a long table never hides a broken node.
std::vector<BodyLine> FitToHeight(std::vector<BodyLine> table, std::vector<BodyLine> notes, size_t height) {
  if (height == 0) return {};
  const size_t all = table.size() + notes.size();
  if (all > height) {
    const size_t lines = height - 1;  // one line says how many are missing
    const size_t for_table = std::min(table.size(), lines - std::min(notes.size(), lines / 3));
    const size_t for_notes = std::min(notes.size(), lines - for_table);
    const size_t hidden_changes = CountChanged(table, for_table) + CountChanged(notes, for_notes);
    notes.resize(for_notes);
    table.resize(for_table);
    table.push_back({absl::StrCat("  ", all - lines, " more",
                                  hidden_changes == 0 ? "" : absl::StrCat(", ", hidden_changes, " of them changed")),
                     hidden_changes == 0 ? Mark::kPlain : Mark::kChanged});
  }
  table.insert(table.end(), notes.begin(), notes.end());
  return table;
}

std::string RenderLine(const BodyLine& line, const FrameInput& input) {
  std::string text = line.text;
  if (line.mark == Mark::kChanged) {
    CHECK(text.starts_with("  "));
    text.replace(0, 1, "*");
  }
  text = TruncateToWidth(text, input.width);
  const bool is_bold = line.mark == Mark::kChanged && input.color == Color::kAnsi;
  return is_bold ? absl::StrCat(kBoldOn, text, kBoldOff) : text;
}

}  // namespace

std::vector<std::string> Frame(const FrameInput& input) {
  CHECK(input.nodes != nullptr);
  CHECK_GE(input.width, size_t{1});
  CHECK_GE(input.height, size_t{1});
  const v1::Header header = AgedHeader(input);
  const std::string status = TruncateToWidth(Sanitize(StatusLine(input, header)), input.width);
  if (IsAwaitingCheckpoint(input)) return {status};
  std::vector<BodyLine> table = TableLines(input, header);
  if (table.size() == 1) table.push_back({"  no coprocessors to show"});
  std::vector<std::string> frame = {status};
  for (const BodyLine& line : FitToHeight(std::move(table), NoteLines(input, header), input.height - 1)) {
    frame.push_back(RenderLine(line, input));
  }
  return frame;
}

}  // namespace rollcall::cli
