// SPDX-License-Identifier: Apache-2.0
// The ids of the last records read. They let a replica recognize the anchors of a resume token after their nodes have
// changed again. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "server/state/update.h"

namespace rollcall::state {

class RecordRing {
 public:
  explicit RecordRing(size_t capacity) : capacity_(capacity) {}

  // Offsets ascend, also from call to call.
  void Add(const std::vector<RecordId>& record_ids);
  // Remembers what `earlier` remembers too. The two must not contradict each other.
  void Merge(const RecordRing& earlier);
  // Whether `other` remembers another record at an offset at which this ring remembers one.
  bool Contradicts(const RecordRing& other) const;
  bool Contains(const RecordId& record_id) const;
  // The last record below `offset`; nullopt if none is remembered.
  std::optional<RecordId> LastBelow(int64_t offset) const;
  // Whether another record, or none, was read at this record's offset. False if the ring does not remember that far
  // back. The offset must have been passed already.
  bool ConflictsWith(const RecordId& record_id) const;
  // Whether another record was read at this record's offset. False if the ring does not remember that far back.
  bool ContainsOther(const RecordId& record_id) const { return state::ContainsOther(record_ids_, record_id); }

 private:
  size_t capacity_;
  std::deque<RecordId> record_ids_;
};

}  // namespace rollcall::state
