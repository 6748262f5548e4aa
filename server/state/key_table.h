// SPDX-License-Identifier: Apache-2.0
// The latest record of every key. It turns the topic's records into changes of nodes.
//
// Applying a record is cheap: its bytes are kept, and only the latest record of each key is decoded, by DecodeSome or
// TakeUpdate. So a replay decodes the records that survive and nothing else. Not thread-safe; deterministic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
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

// Whether the ids of applied records are kept, for resume tokens and probes.
enum class RecordTracking { kOn, kOff };

class KeyTable {
 public:
  // Shares the decoded records of `older`, a table of an earlier read: a record that is read again is neither copied
  // nor decoded again. Holds them until TakeUpdate. To be called before the first record is applied.
  void ShareWith(KeyTable older);

  // Offsets ascend. A record with a null key changes no node, because compaction drops it.
  void Apply(const topic::RecordView& record, RecordTracking tracking);

  // The reader has passed all offsets up to `offset` and got no record at `offset`. `offset` is above all records
  // applied so far.
  void NoteMissing(int64_t offset);

  // The last record applied; nullopt if there was none or it was not tracked.
  const std::optional<RecordId>& last_record_id() const { return last_record_id_; }

  // Decodes applied records until it has decoded `limit_bytes` of values. Returns whether all are decoded. Large values
  // take seconds in total, so a caller with other work decodes them in parts before it calls TakeUpdate.
  bool DecodeSome(size_t limit_bytes);
  // Returns everything that changed since the last call.
  Update TakeUpdate();

  // Whether `key` is a node key and its latest record is the one at `offset`.
  bool IsLatest(std::string_view key, int64_t offset) const;
  // The offset of the first of `record_ids` at or above `from` at which another record, or none, was applied; nullopt
  // if there is none. All records at or above `from` must have been applied since the last TakeUpdate, and tracked.
  std::optional<int64_t> FindConflict(absl::Span<const RecordId> record_ids, int64_t from) const;
  // The offset of the first of `record_ids` at which another record was read since the last update.
  std::optional<int64_t> FindOther(absl::Span<const RecordId> record_ids) const;
  // The lowest offset of a live record, which compaction must have kept; nullopt if nothing is live. Looks at every
  // key.
  std::optional<int64_t> OldestLive() const;

 private:
  // A node key as a number. Every node id has one binary and one decimal key. A key of four bytes counts as binary even
  // if it is also decimal, so that it has one slot.
  using Slot = uint64_t;

  // The latest record of a key, which was applied and is not decoded yet.
  struct Written {
    std::string key;
    std::optional<std::string> value;  // nullopt: it is a tombstone, or `known` has the value
    encoding::EncodedNodePtr known;    // the record as an older table decoded it; null if none has
    int64_t offset = kNoRevision;
    int64_t timestamp_ms = topic::kNoTimestamp;
    int64_t records = 0;  // how many records of the key were applied since its last one was decoded

    bool IsLive() const { return known != nullptr || value.has_value(); }
    topic::RecordView View() const;
  };
  // Exactly one of the two pointers is set. There is an entry for each live key, and few of them are written at a time,
  // so Written is allocated apart.
  struct Entry {
    std::unique_ptr<Written> written;  // the latest record, if it is not decoded yet
    encoding::EncodedNodePtr node;     // the latest record, decoded

    bool IsLive() const { return written == nullptr || written->IsLive(); }
    int64_t offset() const { return written == nullptr ? node->offset : written->offset; }
  };

  static Slot SlotOf(const topic::KeyIds& ids);
  static Slot BinarySlot(int32_t node_id);
  static Slot DecimalSlot(int32_t node_id);

  void ApplyToNodeKey(const topic::KeyIds& ids, const topic::RecordView& record);
  void ApplyToInvalidKey(const topic::RecordView& record);
  // This very record as an older table decoded it; null if none has.
  encoding::EncodedNodePtr FindKnown(Slot slot, const topic::RecordView& record) const;
  void Touch(int32_t node_id, const Written& written, uint64_t fingerprint);
  // Decodes the latest record of a key, and forgets the key if that is a tombstone. Returns the size of its value.
  size_t Decode(Slot slot);
  // The newest live record among the keys of the node; null if the node is deleted. Every record must be decoded.
  encoding::EncodedNodePtr NewestNode(int32_t node_id) const;

  absl::flat_hash_map<Slot, Entry> entries_;
  std::deque<Slot> written_;                                   // the entries that have a Written
  absl::flat_hash_map<int32_t, NodeChange> touched_;           // changed by what was decoded since the last TakeUpdate
  absl::flat_hash_map<Slot, encoding::EncodedNodePtr> known_;  // the decoded records of older tables
  std::vector<RecordId> record_ids_;
  std::optional<RecordId> last_record_id_;
  InvalidKeyRecords invalid_keys_;
  int64_t highest_missing_ = kNoRevision;
  int64_t highest_passed_ = kNoRevision;  // the highest offset applied or noted as missing
};

}  // namespace rollcall::state
