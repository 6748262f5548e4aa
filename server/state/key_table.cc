#include "server/state/key_table.h"

#include <algorithm>
#include <utility>

#include "server/state/encode.h"
#include "topic/record/reading.h"

namespace rollcall::state {
namespace {

constexpr uint64_t kDecimalSlots = uint64_t{1} << 32;  // slots of decimal keys stand above those of binary ones

}  // namespace

KeyTable::Slot KeyTable::BinarySlot(int32_t node_id) { return static_cast<uint32_t>(node_id); }

KeyTable::Slot KeyTable::DecimalSlot(int32_t node_id) {
  const topic::KeyIds ids = topic::ReadKey(topic::DecimalKey(node_id));  // of four characters: it is a binary key too
  return ids.binary.has_value() ? BinarySlot(*ids.binary) : kDecimalSlots | static_cast<uint32_t>(node_id);
}

KeyTable::Slot KeyTable::SlotOf(const topic::KeyIds& ids) {
  return ids.binary.has_value() ? BinarySlot(*ids.binary) : kDecimalSlots | static_cast<uint32_t>(*ids.decimal);
}

void KeyTable::Apply(const topic::RecordView& record, Marks marks) {
  last_mark_.reset();
  if (marks == Marks::kKeep) {
    last_mark_ = RecordMark{record.offset, topic::Fingerprint(record)};
    marks_.push_back(*last_mark_);
  }
  if (!record.key.has_value()) return;
  const topic::KeyIds ids = topic::ReadKey(*record.key);
  if (ids.IsNodeKey()) {
    ApplyToNodeKey(ids, record);
  } else {
    ApplyToOrphanKey(record);
  }
}

void KeyTable::ApplyToNodeKey(const topic::KeyIds& ids, const topic::RecordView& record) {
  const Slot slot = SlotOf(ids);
  Entry& entry = entries_[slot];
  if (!std::exchange(entry.dirty, true)) dirty_.push_back(slot);
  if (entry.key.empty()) {
    entry.ids = ids;
    entry.key = std::string(*record.key);
  }
  ++entry.records;
  entry.offset = record.offset;
  entry.timestamp_ms = record.timestamp_ms;
  entry.live = record.value.has_value();
  entry.body.reset();
  entry.value.assign(record.value.value_or(std::string_view()));
}

void KeyTable::ApplyToOrphanKey(const topic::RecordView& record) {
  if (record.value.has_value()) {
    orphans_.Put(*record.key, record.offset);
  } else {
    orphans_.Remove(*record.key);
  }
}

void KeyTable::Decode(Entry& entry) {
  topic::RecordView record{entry.offset, entry.timestamp_ms, entry.key, std::nullopt};
  if (entry.live) record.value = entry.value;
  entry.fingerprint = topic::Fingerprint(record);
  if (entry.live) entry.body = EncodeBody(record, topic::ReadLiveRecord(entry.ids, entry.value), entry.fingerprint);
  std::string().swap(entry.value);  // from here on the body holds it
}

BodyPtr KeyTable::NewestBody(int32_t node_id) const {
  BodyPtr newest;
  for (const Slot slot : {BinarySlot(node_id), DecimalSlot(node_id)}) {
    const auto entry = entries_.find(slot);
    if (entry == entries_.end() || entry->second.body == nullptr) continue;
    const BodyPtr& body = entry->second.body;
    if (body->node_id == node_id && (newest == nullptr || body->offset > newest->offset)) newest = body;
  }
  return newest;
}

void KeyTable::Touch(int32_t node_id, const Entry& entry, absl::flat_hash_map<int32_t, NodeChange>& touched) const {
  NodeChange& change = touched[node_id];
  change.id = node_id;
  change.records += entry.records;
  if (entry.offset <= change.changed) return;
  change.changed = entry.offset;
  change.change_fingerprint = entry.fingerprint;
}

void KeyTable::DropTombstones() {
  for (const Slot slot : dirty_) {
    const auto entry = entries_.find(slot);
    entry->second.dirty = false;
    entry->second.records = 0;
    if (!entry->second.live) entries_.erase(entry);
  }
  dirty_.clear();
}

bool KeyTable::IsLatest(std::string_view key, int64_t offset) const {
  const topic::KeyIds ids = topic::ReadKey(key);
  const auto entry = ids.IsNodeKey() ? entries_.find(SlotOf(ids)) : entries_.end();
  return entry != entries_.end() && entry->second.offset == offset;
}

std::optional<int64_t> KeyTable::FindContradicted(absl::Span<const RecordMark> marks, int64_t from) const {
  for (const RecordMark& mark : marks) {
    if (mark.offset >= from && !IsRemembered(marks_, mark)) return mark.offset;
  }
  return std::nullopt;
}

std::optional<int64_t> KeyTable::OldestLive() const {
  std::optional<int64_t> oldest = orphans_.Oldest();
  for (const auto& [slot, entry] : entries_) {
    if (entry.live && entry.offset < oldest.value_or(entry.offset + 1)) oldest = entry.offset;
  }
  return oldest;
}

Update KeyTable::TakeUpdate() {
  absl::flat_hash_map<int32_t, NodeChange> touched;
  for (const Slot slot : dirty_) {
    Entry& entry = entries_.find(slot)->second;
    Decode(entry);
    if (entry.ids.binary.has_value()) Touch(*entry.ids.binary, entry, touched);
    if (entry.ids.decimal.has_value()) Touch(*entry.ids.decimal, entry, touched);
  }
  Update update;
  update.highest_missing = highest_missing_;
  update.nodes.reserve(touched.size());
  for (auto& [id, change] : touched) {
    change.body = NewestBody(id);
    update.nodes.push_back(std::move(change));
  }
  std::sort(update.nodes.begin(), update.nodes.end(), [](const NodeChange& a, const NodeChange& b) {
    return Place{a.changed, a.id} < Place{b.changed, b.id};
  });
  update.records = std::exchange(marks_, {});
  update.orphans = orphans_.Summary();
  DropTombstones();
  return update;
}

}  // namespace rollcall::state
