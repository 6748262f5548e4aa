// SPDX-License-Identifier: Apache-2.0
// The last records read, so that a resume token's anchors can be recognised although the nodes have moved on. Not
// thread-safe.
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

  // Offsets ascend from call to call.
  void Add(const std::vector<RecordId>& record_ids);
  bool Contains(const RecordId& record_id) const;
  // The last one below that offset; nullopt: none is remembered.
  std::optional<RecordId> LastBelow(int64_t offset) const;
  // Whether another record, or none, was read at its offset, which must have been passed; false where that is not
  // remembered.
  bool ConflictsWith(const RecordId& record_id) const;

 private:
  size_t capacity_;
  std::deque<RecordId> record_ids_;
};

}  // namespace rollcall::state
