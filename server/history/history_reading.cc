// SPDX-License-Identifier: Apache-2.0
#include "server/history/history_reading.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/response/error.h"
#include "server/state/find_node.h"

namespace rollcall::history {
namespace {

absl::Status TooLarge(size_t limit_bytes) {
  return response::Error(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_HISTORY_TOO_LARGE,
                         absl::StrCat("the history of these nodes takes more than ", limit_bytes,
                                      " bytes of memory; name fewer nodes in filter.node_ids"),
                         {{"limit", absl::StrCat(limit_bytes)}});
}

bool ShowTheSame(const encoding::EncodedNode* a, const encoding::EncodedNode* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a->offset == b->offset && a->fingerprint == b->fingerprint;
}

// Whether the topic has changed the node since the snapshot, so that compaction may have removed the record that the
// snapshot shows. False if the store was replaced meanwhile: then nobody knows, and another reading will tell.
bool HasChanged(int32_t node_id, const state::Snapshot& snapshot, const state::Store& store) {
  if (store.Epoch() != snapshot.epoch) return false;
  const state::NodeVersionPtr now = store.Find(snapshot.epoch, node_id);
  return now != nullptr && now->mod_revision > snapshot.revision;
}

absl::Status OtherLog(int32_t node_id) {
  return absl::UnavailableError(
      absl::StrCat("what was read of node ", node_id,
                   " does not lead to what is shown; the topic was truncated or recreated, or another one is read"));
}

}  // namespace

HistoryReading::HistoryReading(const ChangesQuery& query, size_t max_bytes, std::optional<size_t> newest_bytes)
    : query_(query),
      max_bytes_(max_bytes),
      newest_bytes_(newest_bytes),
      fold_(query.filter),
      page_(query),
      is_late_enough_(!query.since.has_value()) {}

void HistoryReading::OnStart(int64_t log_start) {
  fold_.Begin(log_start);
  start_offset_ = std::max(log_start, query_.from_offset);
}

bool HistoryReading::IsAskedFor(const LogRecord& record) {
  if (!is_late_enough_) {
    const int64_t timestamp_ms = record.view.timestamp_ms;
    is_late_enough_ = timestamp_ms == topic::kNoTimestamp || absl::FromUnixMillis(timestamp_ms) >= *query_.since;
    start_offset_ = std::max(start_offset_, is_late_enough_ ? fold_.next() : record.view.offset + 1);
  }
  return is_late_enough_ && record.view.offset >= query_.from_offset && record.view.offset < query_.before_offset;
}

void HistoryReading::Take(const LogRecord& record) {
  if (!newest_bytes_.has_value()) return page_.Add(record, fold_.Apply(record.view));
  newest_.Add(record);
  while (newest_.bytes() > *newest_bytes_) {
    fold_.Skip(newest_.Oldest().view);
    newest_.RemoveOldest();
    has_skipped_ = true;
  }
}

void HistoryReading::DecodeNewest() {
  for (; !newest_.IsEmpty(); newest_.RemoveOldest()) {
    const LogRecord record = newest_.Oldest();
    page_.Add(record, fold_.Apply(record.view));
  }
}

absl::Status HistoryReading::OnRecord(const LogRecord& record) {
  if (IsAskedFor(record)) {
    Take(record);
  } else {
    DecodeNewest();
    fold_.Skip(record.view);
  }
  return fold_.held_bytes() + newest_.bytes() <= max_bytes_ ? absl::OkStatus() : TooLarge(max_bytes_);
}

void HistoryReading::End(int64_t end) {
  DecodeNewest();
  fold_.End(end);
  start_offset_ = std::min(start_offset_, end);
}

absl::Status CheckLeadsTo(const state::Snapshot& snapshot, const HistoryFold& fold, const select::Filter& filter,
                          const state::Store& store) {
  for (const state::NodeVersionPtr& version : *snapshot.nodes) {
    if (!filter.MatchesId(version->id) || ShowTheSame(version->node.get(), fold.Find(version->id).get())) continue;
    const bool was_deleted_from_log = version->node->offset < fold.log_start();
    if (!was_deleted_from_log && !HasChanged(version->id, snapshot, store)) return OtherLog(version->id);
  }
  for (const int32_t node_id : fold.NodeIds()) {
    if (!filter.MatchesId(node_id) || fold.Find(node_id) == nullptr || state::FindNode(snapshot, node_id) != nullptr) {
      continue;
    }
    if (!HasChanged(node_id, snapshot, store)) return OtherLog(node_id);
  }
  return absl::OkStatus();
}

}  // namespace rollcall::history
