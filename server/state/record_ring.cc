// SPDX-License-Identifier: Apache-2.0
#include "server/state/record_ring.h"

#include <algorithm>
#include <iterator>

namespace rollcall::state {

void RecordRing::Add(const std::vector<RecordId>& record_ids) {
  for (const RecordId& record_id : record_ids) {
    if (capacity_ == 0) return;
    if (record_ids_.size() == capacity_) record_ids_.pop_front();
    record_ids_.push_back(record_id);
  }
}

bool RecordRing::Contains(const RecordId& record_id) const { return IsRemembered(record_ids_, record_id); }

std::optional<RecordId> RecordRing::LastBelow(int64_t offset) const {
  const auto next =
      std::lower_bound(record_ids_.begin(), record_ids_.end(), offset,
                       [](const RecordId& record_id, int64_t wanted) { return record_id.offset < wanted; });
  return next == record_ids_.begin() ? std::nullopt : std::optional<RecordId>(*std::prev(next));
}

bool RecordRing::ConflictsWith(const RecordId& record_id) const {
  return !record_ids_.empty() && record_id.offset >= record_ids_.front().offset &&
         !IsRemembered(record_ids_, record_id);
}

}  // namespace rollcall::state
