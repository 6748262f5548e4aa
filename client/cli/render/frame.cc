// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/frame.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
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

// The header as it would be if it had been composed now: its evidence has aged since.
v1::Header Aged(const FrameInput& input) {
  v1::Header header = input.header;
  if (!header.has_answer_time()) return header;
  const absl::Time now = client::ToTime(header.answer_time()) + input.since_header;
  header.mutable_answer_time()->set_seconds(absl::ToUnixSeconds(now));
  header.mutable_answer_time()->set_nanos(
      static_cast<int32_t>((now - absl::FromUnixSeconds(absl::ToUnixSeconds(now))) / absl::Nanoseconds(1)));
  return header;
}

// Nothing complete has been seen yet.
bool Awaited(const FrameInput& input) { return !input.header.has_answer_time(); }

std::string StatusLine(const FrameInput& input, const v1::Header& header) {
  const std::string age = absl::StrCat("as of ", AgeText(client::EvidenceAge(header)), " ago");
  if (!input.connection.empty())
    return absl::StrCat(input.connection, Awaited(input) ? "" : absl::StrCat("; shown ", age));
  if (Awaited(input)) return absl::StrCat(input.server, "  waiting for a complete picture");
  const std::string source = SourceNote(header);
  const std::string start =
      absl::StrCat(input.server, "  revision ", header.revision(), "  ", Count(header.node_count(), "node"));
  if (!source.empty()) return absl::StrCat(start, "  ", source);
  return absl::StrCat(start, "  ", age);
}

std::string Age(const v1::NodeStatus& node, const v1::Header& header) {
  if (!node.has_publish_time() || !header.has_answer_time()) return "-";
  return AgeText(client::ToTime(header.answer_time()) - client::ToTime(node.publish_time()));
}

std::vector<BodyLine> Table(const FrameInput& input, const v1::Header& header) {
  std::vector<Row> rows;
  for (const auto& [id, node] : *input.nodes) AppendRows(node, rows);
  SortByName(rows);
  std::vector<Cells> cells;
  std::vector<BodyLine> lines(rows.size() + 1);
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto& [node, coprocessor] = rows[i];
    if (input.changed.contains({node->node_id(), coprocessor->name()})) lines[i + 1].mark = Mark::kChanged;
    cells.push_back({Sanitize(coprocessor->name()), absl::StrCat(node->node_id()), TopicsText(*coprocessor),
                     Age(*node, header), Sanitize(coprocessor->description())});
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

// Puts the notes after the table, in `room` lines. Where they do not fit, up to a third of the room is the notes', so
// that a long table never hides a broken node.
std::vector<BodyLine> Fit(std::vector<BodyLine> table, std::vector<BodyLine> notes, size_t room) {
  const size_t all = table.size() + notes.size();
  if (room == 0) return {};
  if (all > room) {
    const size_t lines = room - 1;  // the last one says how many are missing
    const size_t for_table = std::min(table.size(), lines - std::min(notes.size(), lines / 3));
    const size_t hidden_changes = CountChanged(table, for_table);
    notes.resize(std::min(notes.size(), lines - for_table));
    table.resize(for_table);
    table.push_back({absl::StrCat("  ", all - lines, " more",
                                  hidden_changes == 0 ? "" : absl::StrCat(", ", hidden_changes, " of them changed")),
                     hidden_changes == 0 ? Mark::kPlain : Mark::kChanged});
  }
  table.insert(table.end(), notes.begin(), notes.end());
  return table;
}

std::string Finished(const BodyLine& line, const FrameInput& input) {
  std::string text = line.text;
  if (line.mark == Mark::kChanged) text.replace(0, 1, "*");  // both columns of indentation are blank
  text = TruncateToWidth(text, input.width);
  const bool bold = line.mark == Mark::kChanged && input.color == Color::kAnsi;
  return bold ? absl::StrCat(kBoldOn, text, kBoldOff) : text;
}

}  // namespace

std::vector<std::string> Frame(const FrameInput& input) {
  const v1::Header header = Aged(input);
  const std::string status = TruncateToWidth(Sanitize(StatusLine(input, header)), input.width);
  if (Awaited(input)) return {status};
  std::vector<BodyLine> table = Table(input, header);
  if (table.size() == 1) table.push_back({"  no coprocessor to show"});
  std::vector<std::string> frame = {status};
  for (const BodyLine& line : Fit(std::move(table), NoteLines(input, header), input.height - 1)) {
    frame.push_back(Finished(line, input));
  }
  return frame;
}

}  // namespace rollcall::cli
