// SPDX-License-Identifier: Apache-2.0
#include "server/state/record_ring.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "base/check.h"

namespace rollcall::state {
namespace {

bool IsBefore(const RecordId& a, const RecordId& b) { return a.offset < b.offset; }

}  // namespace

void RecordRing::Add(const std::vector<RecordId>& record_ids) {
  if (capacity_ == 0) return;
  for (const RecordId& record_id : record_ids) {
    if (!record_ids_.empty()) CHECK_GT(record_id.offset, record_ids_.back().offset);
    if (record_ids_.size() == capacity_) record_ids_.pop_front();
    record_ids_.push_back(record_id);
  }
}

void RecordRing::Merge(const RecordRing& earlier) {
  CHECK(!Contradicts(earlier));
  std::deque<RecordId> merged;
  std::set_union(earlier.record_ids_.begin(), earlier.record_ids_.end(), record_ids_.begin(), record_ids_.end(),
                 std::back_inserter(merged), IsBefore);
  const auto surplus = static_cast<std::ptrdiff_t>(merged.size() - std::min(merged.size(), capacity_));
  merged.erase(merged.begin(), merged.begin() + surplus);
  record_ids_ = std::move(merged);
}

bool RecordRing::Contradicts(const RecordRing& other) const {
  auto theirs = other.record_ids_.begin();
  for (const RecordId& ours : record_ids_) {
    while (theirs != other.record_ids_.end() && IsBefore(*theirs, ours)) ++theirs;
    if (theirs == other.record_ids_.end()) return false;
    if (theirs->offset == ours.offset && *theirs != ours) return true;
  }
  return false;
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
