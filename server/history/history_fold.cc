// SPDX-License-Identifier: Apache-2.0
#include "server/history/history_fold.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace rollcall::history {
namespace {

constexpr size_t kBytesOfRecord = 512;  // what a record takes beside its value and its encoding, about
constexpr size_t kBytesOfNode = 128;    // what a node takes without its records, a deleted one too, about

size_t HeldBytesOf(const topic::RecordView& record) {
  return record.value.has_value() ? 2 * record.value->size() + kBytesOfRecord : 0;
}

}  // namespace

void HistoryFold::Begin(int64_t log_start) {
  CHECK_EQ(next_, 0);
  log_start_ = next_ = complete_from_ = log_start;
}

// Notes the record's offset. Returns what its key can mean; nullopt if it is about no node that is followed.
std::optional<topic::KeyIds> HistoryFold::PassOffset(const topic::RecordView& record) {
  CHECK_GE(record.offset, next_);
  if (record.offset > next_) complete_from_ = record.offset;
  if (record.offset == complete_from_) complete_from_timestamp_ms_ = record.timestamp_ms;
  next_ = record.offset + 1;
  if (!record.key.has_value()) return std::nullopt;
  const topic::KeyIds ids = topic::ReadKey(*record.key);
  const bool is_followed = (ids.binary.has_value() && filter_.MatchesId(*ids.binary)) ||
                           (ids.decimal.has_value() && filter_.MatchesId(*ids.decimal));
  return is_followed ? std::optional(ids) : std::nullopt;
}

void HistoryFold::NoteKey(int32_t node_id, int which_key, const topic::RecordView& record) {
  const auto [node, is_new] = nodes_.try_emplace(node_id);
  NodeFacts& facts = node->second;
  if (is_new) held_bytes_ += kBytesOfNode;
  facts.last_by_key[which_key] = record.offset;
  held_bytes_ -= std::exchange(facts.bytes_by_key[which_key], HeldBytesOf(record));
  held_bytes_ += facts.bytes_by_key[which_key];
}

void HistoryFold::Skip(const topic::RecordView& record) {
  const std::optional<topic::KeyIds> ids = PassOffset(record);
  if (!ids.has_value()) return;
  table_.Apply(record, state::RecordTracking::kOff);
  if (ids->binary.has_value()) NoteKey(*ids->binary, 0, record);
  if (ids->decimal.has_value()) NoteKey(*ids->decimal, 1, record);
  has_pending_ = true;
}

void HistoryFold::TakePending() {
  if (!std::exchange(has_pending_, false)) return;
  for (state::NodeChange& change : table_.TakeUpdate().nodes) {
    NodeFacts& facts = nodes_[change.id];
    facts.shown = std::move(change.node);
    facts.last_change = change.mod_revision;
  }
}

// Whether what is shown is what the node's two keys really said after its last record. A live record decides alone.
// After a tombstone, or a record that means another node, the other key does.
bool HistoryFold::IsCertain(const NodeFacts& facts) const {
  if (complete_from_ == 0) return true;
  if (facts.last_change < complete_from_) return false;
  if (facts.shown != nullptr && facts.shown->offset == facts.last_change) return true;
  return std::min(facts.last_by_key[0], facts.last_by_key[1]) >= complete_from_;
}

HistoryFold::NodeFacts HistoryFold::FactsOf(int32_t node_id) const {
  const auto node = nodes_.find(node_id);
  return node == nodes_.end() ? NodeFacts() : node->second;
}

std::vector<NodeStep> HistoryFold::Apply(const topic::RecordView& record) {
  TakePending();
  const std::optional<topic::KeyIds> ids = PassOffset(record);
  if (!ids.has_value()) return {};
  table_.Apply(record, state::RecordTracking::kOff);
  std::vector<NodeStep> steps;
  for (state::NodeChange& change : table_.TakeUpdate().nodes) {
    const NodeFacts before = FactsOf(change.id);
    NodeStep step{.node_id = change.id, .before = before.shown, .before_uncertain = !IsCertain(before)};
    NoteKey(change.id, ids->binary == change.id ? 0 : 1, record);
    NodeFacts& facts = nodes_[change.id];
    step.after = facts.shown = std::move(change.node);
    facts.last_change = record.offset;
    step.after_uncertain = !IsCertain(facts);
    if (filter_.MatchesId(change.id)) steps.push_back(std::move(step));
  }
  return steps;
}

void HistoryFold::End(int64_t end) {
  TakePending();
  if (next_ >= end) return;
  complete_from_ = end;
  complete_from_timestamp_ms_ = topic::kNoTimestamp;
}

encoding::EncodedNodePtr HistoryFold::Find(int32_t node_id) const {
  CHECK(!has_pending_);
  return FactsOf(node_id).shown;
}

std::vector<int32_t> HistoryFold::NodeIds() const {
  std::vector<int32_t> ids;
  ids.reserve(nodes_.size());
  for (const auto& [id, facts] : nodes_) ids.push_back(id);
  return ids;
}

}  // namespace rollcall::history
