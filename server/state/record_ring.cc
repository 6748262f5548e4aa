// SPDX-License-Identifier: Apache-2.0
#include "server/state/record_ring.h"

#include <iterator>

#include "base/check.h"

namespace rollcall::state {

void RecordRing::Add(const std::vector<RecordId>& record_ids) {
  if (capacity_ == 0) return;
  for (const RecordId& record_id : record_ids) {
    if (!record_ids_.empty()) CHECK_GT(record_id.offset, record_ids_.back().offset);
    if (record_ids_.size() == capacity_) record_ids_.pop_front();
    record_ids_.push_back(record_id);
  }
}

bool RecordRing::Contains(const RecordId& record_id) const { return state::Contains(record_ids_, record_id); }

std::optional<RecordId> RecordRing::LastBelow(int64_t offset) const {
  const auto next = FirstAtOrAbove(record_ids_, offset);
  return next == record_ids_.begin() ? std::nullopt : std::optional<RecordId>(*std::prev(next));
}

bool RecordRing::ConflictsWith(const RecordId& record_id) const {
  const bool is_remembered = !record_ids_.empty() && record_id.offset >= record_ids_.front().offset;
  return is_remembered && !Contains(record_id);
}

}  // namespace rollcall::state
