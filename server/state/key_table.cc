// SPDX-License-Identifier: Apache-2.0
#include "server/state/key_table.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/check.h"
#include "server/encoding/node_encoder.h"
#include "topic/record/record_decoder.h"

namespace rollcall::state {
namespace {

constexpr uint64_t kDecimalSlots = uint64_t{1} << 32;  // the slots of decimal keys are above those of binary keys

}  // namespace

topic::RecordView KeyTable::Written::View() const {
  topic::RecordView record{offset, timestamp_ms, key, std::nullopt};
  if (known != nullptr) record.value = known->value();
  if (value.has_value()) record.value = *value;
  return record;
}

// What a read that was not completed shares is what readers are still served, so that is shared again.
void KeyTable::ShareWith(KeyTable older) {
  CHECK(entries_.empty());
  known_ = std::move(older.known_);
  if (!known_.empty()) return;
  for (auto& [slot, entry] : older.entries_) {
    if (entry.node != nullptr) known_.emplace(slot, std::move(entry.node));
  }
}

void KeyTable::Touch(int32_t node_id, const Written& written, uint64_t fingerprint) {
  NodeChange& change = touched_[node_id];
  change.id = node_id;
  change.records += written.records;
  if (written.offset <= change.mod_revision) return;
  change.mod_revision = written.offset;
  change.change_fingerprint = fingerprint;
}

KeyTable::Slot KeyTable::BinarySlot(int32_t node_id) { return static_cast<uint32_t>(node_id); }

KeyTable::Slot KeyTable::DecimalSlot(int32_t node_id) {
  const topic::KeyIds ids = topic::ReadKey(topic::DecimalKey(node_id));  // four characters are a binary key too
  return ids.binary.has_value() ? BinarySlot(*ids.binary) : kDecimalSlots | static_cast<uint32_t>(node_id);
}

KeyTable::Slot KeyTable::SlotOf(const topic::KeyIds& ids) {
  CHECK(ids.IsNodeKey());
  return ids.binary.has_value() ? BinarySlot(*ids.binary) : kDecimalSlots | static_cast<uint32_t>(*ids.decimal);
}

void KeyTable::NoteMissing(int64_t offset) {
  CHECK_GT(offset, highest_passed_);
  highest_missing_ = highest_passed_ = offset;
}

void KeyTable::Apply(const topic::RecordView& record, RecordTracking tracking) {
  CHECK_GT(record.offset, highest_passed_);
  highest_passed_ = record.offset;
  last_record_id_.reset();
  if (tracking == RecordTracking::kOn) {
    last_record_id_ = RecordId{record.offset, topic::Fingerprint(record)};
    record_ids_.push_back(*last_record_id_);
  }
  if (!record.key.has_value()) return;
  const topic::KeyIds ids = topic::ReadKey(*record.key);
  if (ids.IsNodeKey()) {
    ApplyToNodeKey(ids, record);
  } else {
    ApplyToInvalidKey(record);
  }
}

void KeyTable::ApplyToNodeKey(const topic::KeyIds& ids, const topic::RecordView& record) {
  const Slot slot = SlotOf(ids);
  Entry& entry = entries_[slot];
  if (entry.written == nullptr) {
    entry.written = std::make_unique<Written>();
    entry.written->key = std::string(*record.key);
    entry.node.reset();
    written_.push_back(slot);
  }
  Written& written = *entry.written;
  ++written.records;
  written.offset = record.offset;
  written.timestamp_ms = record.timestamp_ms;
  written.known = FindKnown(slot, record);
  if (!record.value.has_value() || written.known != nullptr) {
    written.value.reset();
  } else if (written.value.has_value()) {
    written.value->assign(*record.value);  // reuses the memory
  } else {
    written.value.emplace(*record.value);
  }
}

// The offset is compared first, so each record is compared once at most.
encoding::EncodedNodePtr KeyTable::FindKnown(Slot slot, const topic::RecordView& record) const {
  const auto known = known_.find(slot);
  if (known == known_.end() || known->second->offset != record.offset) return nullptr;
  const encoding::EncodedNode& node = *known->second;
  const bool is_same = record.value == node.value() && node.fingerprint == topic::Fingerprint(record);
  return is_same ? known->second : nullptr;
}

void KeyTable::ApplyToInvalidKey(const topic::RecordView& record) {
  if (record.value.has_value()) {
    invalid_keys_.Put(*record.key, record.offset);
  } else {
    invalid_keys_.Remove(*record.key);
  }
}

encoding::EncodedNodePtr KeyTable::NewestNode(int32_t node_id) const {
  encoding::EncodedNodePtr newest;
  for (const Slot slot : {BinarySlot(node_id), DecimalSlot(node_id)}) {
    const auto entry = entries_.find(slot);
    if (entry == entries_.end()) continue;
    const encoding::EncodedNodePtr& node = entry->second.node;
    CHECK(node != nullptr);
    if (node->node_id == node_id && (newest == nullptr || node->offset > newest->offset)) newest = node;
  }
  return newest;
}

bool KeyTable::IsLatest(std::string_view key, int64_t offset) const {
  const topic::KeyIds ids = topic::ReadKey(key);
  const auto entry = ids.IsNodeKey() ? entries_.find(SlotOf(ids)) : entries_.end();
  return entry != entries_.end() && entry->second.offset() == offset;
}

std::optional<int64_t> KeyTable::FindConflict(absl::Span<const RecordId> record_ids, int64_t from) const {
  return FirstOffsetWhere(record_ids, [&](const RecordId& record_id) {
    return record_id.offset >= from && !Contains(record_ids_, record_id);
  });
}

std::optional<int64_t> KeyTable::FindOther(absl::Span<const RecordId> record_ids) const {
  return FirstOffsetWhere(record_ids,
                          [this](const RecordId& record_id) { return ContainsOther(record_ids_, record_id); });
}

std::optional<int64_t> KeyTable::OldestLive() const {
  std::optional<int64_t> oldest = invalid_keys_.Oldest();
  for (const auto& [slot, entry] : entries_) {
    if (entry.IsLive()) oldest = std::min(oldest.value_or(entry.offset()), entry.offset());
  }
  return oldest;
}

size_t KeyTable::Decode(Slot slot) {
  const auto entry = entries_.find(slot);
  CHECK(entry != entries_.end() && entry->second.written != nullptr);
  const std::unique_ptr<Written> written = std::move(entry->second.written);
  const topic::RecordView record = written->View();
  const topic::KeyIds ids = topic::ReadKey(*record.key);
  const uint64_t fingerprint = written->known != nullptr ? written->known->fingerprint : topic::Fingerprint(record);
  if (ids.binary.has_value()) Touch(*ids.binary, *written, fingerprint);
  if (ids.decimal.has_value()) Touch(*ids.decimal, *written, fingerprint);
  if (written->known != nullptr) {
    entry->second.node = written->known;
    return 0;
  }
  if (!record.value.has_value()) {
    entries_.erase(entry);
    return 0;
  }
  entry->second.node = encoding::EncodeNode(record, topic::DecodeRecord(ids, *record.value), fingerprint);
  return record.value->size();
}

// In the order in which the values were allocated: so the memory of those that are decoded is one piece, in which large
// nodes find room.
bool KeyTable::DecodeSome(size_t limit_bytes) {
  for (size_t bytes = 0; !written_.empty() && bytes < limit_bytes; written_.pop_front()) {
    bytes += Decode(written_.front());
  }
  return written_.empty();
}

Update KeyTable::TakeUpdate() {
  DecodeSome(std::numeric_limits<size_t>::max());
  known_ = {};
  Update update;
  update.highest_missing = highest_missing_;
  update.nodes.reserve(touched_.size());
  for (auto& [id, change] : std::exchange(touched_, {})) {
    change.node = NewestNode(id);
    update.nodes.push_back(std::move(change));
  }
  std::sort(update.nodes.begin(), update.nodes.end(), [](const NodeChange& a, const NodeChange& b) {
    return ChangePosition{a.mod_revision, a.id} < ChangePosition{b.mod_revision, b.id};
  });
  update.records = std::exchange(record_ids_, {});
  update.invalid_keys = invalid_keys_.Summary();
  return update;
}

}  // namespace rollcall::state
