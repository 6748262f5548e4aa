// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/history.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "client/cli/render/event_sentence.h"
#include "client/cli/render/json.h"
#include "display/notes.h"
#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

constexpr char kMayLack[] = "* ";

client::NodeChange::Kind KindOf(const v1::NodeChange& change) {
  if (change.kind() == v1::NodeChange::KIND_REPUBLISHED) return client::NodeChange::Kind::kRepublished;
  return change.has_before() ? client::NodeChange::Kind::kChanged : client::NodeChange::Kind::kAdded;
}

std::string Clause(const v1::NodeChange& change) {
  if (change.has_after()) return NodeClause({change.after(), change.before(), KindOf(change)});
  v1::RemovedNode removed;
  removed.set_node_id(change.node_id());
  removed.set_revision(change.offset());
  removed.set_reason(v1::RemovedNode::REASON_DELETED);
  return RemovedClause({removed, change.before()});
}

std::string TimeOf(const v1::NodeChange& change) {
  return change.has_publish_time() ? TimeText(client::ToTime(change.publish_time())) : "-";
}

template <typename Predicate>
bool HasAny(const v1::ListChangesResponse& history, const Predicate& predicate) {
  return std::any_of(history.changes().begin(), history.changes().end(), predicate);
}

// "offset 17 (2026-11-25T22:00:00Z)".
std::string CompleteFrom(const v1::ListChangesResponse& history) {
  const std::string time = history.has_complete_from_time()
                               ? absl::StrCat(" (", TimeText(client::ToTime(history.complete_from_time())), ")")
                               : "";
  return absl::StrCat("offset ", history.complete_from_offset(), time);
}

std::string CompletenessNote(const v1::ListChangesResponse& history) {
  const int64_t from = history.complete_from_offset();
  if (from == 0) return "complete: the log still holds every record since the topic began";
  if (from > history.header().revision()) {
    return "complete from nowhere: the log ends with a gap, left by compaction or by a transaction, so any of these "
           "changes may have had others before it";
  }
  const std::string since = absl::StrCat("complete since ", CompleteFrom(history));
  if (from == history.log_start_offset()) {
    return absl::StrCat(since, ", where the log begins: what was before has been deleted from the topic");
  }
  if (history.start_offset() >= from) {
    return absl::StrCat(since, ", and so for the time that was asked for");
  }
  return absl::StrCat(since,
                      ": before it there is a gap, left by compaction or by a transaction, so of older changes "
                      "only some are known");
}

std::string LimitNote(const v1::ListChangesResponse& history) {
  if (!history.has_next_before_offset()) return "";
  return absl::StrCat("there may be older changes; see them with --before ", history.next_before_offset(),
                      ", or show more with --limit");
}

}  // namespace

std::string ChangeText(const v1::NodeChange& change) {
  return absl::StrCat(change.before_uncertain() ? kMayLack : "", Clause(change));
}

Table HistoryTable(const v1::ListChangesResponse& history) {
  Table table;
  table.columns = {{.key = "time", .title = "TIME"},
                   {.key = "node", .title = "NODE"},
                   {.key = "change", .title = "CHANGE", .weight = 1},
                   {.key = "offset", .title = "OFFSET"}};
  for (auto change = history.changes().rbegin(); change != history.changes().rend(); ++change) {
    table.rows.push_back({{.text = TimeOf(*change)},
                          {.text = absl::StrCat(change->node_id()), .number = change->node_id()},
                          {.text = ChangeText(*change)},
                          {.text = absl::StrCat(change->offset()), .number = change->offset()}});
  }
  return table;
}

std::string HistorySentences(const v1::ListChangesResponse& history) {
  std::string lines;
  for (auto change = history.changes().rbegin(); change != history.changes().rend(); ++change) {
    absl::StrAppend(&lines, TimeOf(*change), " node ", change->node_id(), " ", Clause(*change), " (offset ",
                    change->offset(), change->before_uncertain() ? "; changes before it may be missing" : "", ")\n");
  }
  return lines;
}

std::string HistoryNdjson(const v1::ListChangesResponse& history) {
  v1::ListChangesResponse head = history;
  head.clear_changes();
  std::string lines = absl::StrCat(ToJson(head, JsonLayout::kOneLine), "\n");
  for (const v1::NodeChange& change : history.changes()) {
    absl::StrAppend(&lines, ToJson(change, JsonLayout::kOneLine), "\n");
  }
  return lines;
}

std::vector<std::string> HistoryNotes(const v1::ListChangesResponse& history) {
  std::vector<std::string> notes;
  if (history.changes().empty()) notes.emplace_back("no change of these nodes is known in this time");
  if (HasAny(history, [](const v1::NodeChange& change) { return change.before_uncertain(); })) {
    notes.emplace_back("*: changes before this one may be missing, or what the node was is not known");
  }
  if (HasAny(history, [](const v1::NodeChange& change) {
        return change.time_source() == v1::NodeChange::TIME_SOURCE_PRODUCER;
      })) {
    notes.emplace_back("times are by the publishers' clocks, so only the offsets tell the order");
  }
  notes.push_back(LimitNote(history));
  notes.push_back(SourceNote(history.header()));
  notes.push_back(CompletenessNote(history));
  std::erase(notes, "");
  return notes;
}

}  // namespace rollcall::cli
