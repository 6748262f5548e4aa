// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/status_line.h"

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "display/text.h"
#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

Line Warning(std::string_view text) { return {{Sanitize(text), JoinSgr(kBold, kRed)}}; }

// There has been no checkpoint yet, so no nodes are held.
bool IsAwaitingCheckpoint(const v1::Header& header) { return !header.has_answer_time(); }

// Why what is shown may be old; empty if it is current.
std::string Trouble(const v1::Header& header, const std::string& connection_message) {
  if (!connection_message.empty()) return connection_message;
  if (header.source_state() == v1::SOURCE_STATE_DISCONNECTED) return "no broker";
  return SourceText(header.source_state());
}

std::string StaleText(const v1::Header& header) {
  const absl::Duration age = client::EvidenceAge(header);
  return age == absl::InfiniteDuration() ? "STALE" : absl::StrCat("STALE ", AgeText(age));
}

std::string NodeCounts(const ScreenCounts& counts) {
  std::string text = absl::StrCat(counts.of(Health::kUp), " up");
  for (const Health health : {Health::kDown, Health::kStale, Health::kInvalid, Health::kOther}) {
    if (counts.of(health) > 0) absl::StrAppend(&text, ", ", counts.of(health), " ", AbslView(HealthName(health)));
  }
  return text;
}

std::string RowCounts(const ScreenModel& model) {
  const ScreenCounts& counts = model.counts();
  const size_t live = model.rows().size() - counts.removed_rows;
  std::string text = absl::StrCat("  ", Count(static_cast<int64_t>(live), "row"));
  absl::StrAppend(&text, model.sort() == Sort::kChanged ? ", " : " by ", AbslView(SortName(model.sort())));
  if (counts.changed_rows > 0) absl::StrAppend(&text, ", ", counts.changed_rows, " changed");
  if (counts.removed_rows > 0) absl::StrAppend(&text, ", ", counts.removed_rows, " removed");
  return text;
}

}  // namespace

Line StatusLine(const std::string& server, const v1::Header& header, const std::string& connection_message) {
  if (IsAwaitingCheckpoint(header)) {
    if (!connection_message.empty()) return Warning(connection_message);
    return {{Sanitize(absl::StrCat(server, "  waiting for the first snapshot")), ""}};
  }
  const std::string place = absl::StrCat(Sanitize(server), "  revision ", header.revision());
  const std::string trouble = Trouble(header, connection_message);
  if (trouble.empty()) return {{absl::StrCat(place, "  as of ", AgeText(client::EvidenceAge(header)), " ago"), ""}};
  Line line = Warning(absl::StrCat(StaleText(header), ": ", trouble));
  // A message about the connection names the server itself.
  line.push_back({connection_message.empty() ? absl::StrCat("  ", place) : "", ""});
  return line;
}

Line SummaryLine(const ScreenModel& model) {
  const ScreenCounts& counts = model.counts();
  size_t all = 0;
  for (const size_t nodes : counts.nodes) all += nodes;
  const bool is_well = counts.of(Health::kUp) == all;
  return {{NodeCounts(counts), is_well ? std::string(kBold) : JoinSgr(kBold, kYellow)}, {RowCounts(model), ""}};
}

}  // namespace rollcall::cli
