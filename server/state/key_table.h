// SPDX-License-Identifier: Apache-2.0
// The latest record of every key: where the topic's records become changes of nodes.
//
// Records are cheap to apply: their bytes are kept and decoded only when changes are taken, so that a replay decodes
// what survives and nothing else. Not thread-safe; deterministic.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "server/state/invalid_key_records.h"
#include "server/state/update.h"
#include "topic/record/key.h"
#include "topic/record/record.h"

namespace rollcall::state {

// Whether applied records are remembered one by one, for resume tokens.
enum class RecordTracking { kOn, kOff };

class KeyTable {
 public:
  // Offsets must ascend. A record with a null key changes nothing (compaction drops it).
  void Apply(const topic::RecordView& record, RecordTracking tracking);

  // No record stood at `offset` or it was not seen; offsets up to it were passed.
  void NoteMissing(int64_t offset) { highest_missing_ = offset; }

  // The last record applied; nullopt: none was, or it was not remembered.
  const std::optional<RecordId>& last_record_id() const { return last_record_id_; }

  // Everything that changed since the last call.
  Update TakeUpdate();

  // Whether the last record read under a node's key is the one at `offset`.
  bool IsLatest(std::string_view key, int64_t offset) const;
  // The offset of the first of `marks` at or above `from` that was not read just so. Every record from there on must
  // have been applied since the last TakeUpdate, and remembered. nullopt: all were.
  std::optional<int64_t> FindConflict(absl::Span<const RecordId> record_ids, int64_t from) const;
  // The lowest offset of a record that compaction must have kept; nullopt: nothing is live. Looks at every key.
  std::optional<int64_t> OldestLive() const;

 private:
  // A key, as a number: every node id has one binary and one decimal key. A key of four bytes counts as binary even
  // where it is also decimal, so that it has one slot.
  using Slot = uint64_t;

  // The last record of a key that was written since the last TakeUpdate.
  struct Written {
    std::string key;
    std::optional<std::string> value;
    int64_t offset = kNoRevision;
    int64_t timestamp_ms = topic::kNoTimestamp;
    int64_t records = 0;  // written since then

    topic::RecordView View() const;
  };
  // There is one for each node: it holds nothing beside the body while nothing is written.
  struct Entry {
    std::unique_ptr<Written> written;
    encoding::EncodedNodePtr node;  // of the latest record; null: something is written

    bool IsLive() const { return written == nullptr || written->value.has_value(); }
    int64_t offset() const { return written == nullptr ? node->offset : written->offset; }
  };

  static Slot SlotOf(const topic::KeyIds& ids);
  static Slot BinarySlot(int32_t node_id);
  static Slot DecimalSlot(int32_t node_id);

  void ApplyToNodeKey(const topic::KeyIds& ids, const topic::RecordView& record);
  void ApplyToInvalidKey(const topic::RecordView& record);
  using Touched = absl::flat_hash_map<int32_t, NodeChange>;
  static void Touch(int32_t node_id, const Written& written, uint64_t fingerprint, Touched& touched);
  encoding::EncodedNodePtr NewestNode(int32_t node_id) const;
  // Decodes what was written under each key, and forgets keys whose latest record is a tombstone.
  std::vector<NodeChange> DecodeWritten();

  absl::flat_hash_map<Slot, Entry> entries_;
  std::vector<Slot> written_;  // entries in which something is
  std::vector<RecordId> record_ids_;
  std::optional<RecordId> last_record_id_;
  InvalidKeyRecords invalid_keys_;
  int64_t highest_missing_ = kNoRevision;
};

}  // namespace rollcall::state
