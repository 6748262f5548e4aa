#include "server/state/record_ring.h"

#include <algorithm>
#include <iterator>

namespace rollcall::state {

void RecordRing::Add(const std::vector<RecordMark>& marks) {
  for (const RecordMark& mark : marks) {
    if (capacity_ == 0) return;
    if (marks_.size() == capacity_) marks_.pop_front();
    marks_.push_back(mark);
  }
}

bool RecordRing::Contains(const RecordMark& mark) const { return IsRemembered(marks_, mark); }

std::optional<RecordMark> RecordRing::LastBelow(int64_t offset) const {
  const auto next = std::lower_bound(marks_.begin(), marks_.end(), offset,
                                     [](const RecordMark& mark, int64_t wanted) { return mark.offset < wanted; });
  return next == marks_.begin() ? std::nullopt : std::optional<RecordMark>(*std::prev(next));
}

bool RecordRing::Contradicts(const RecordMark& mark) const {
  return !marks_.empty() && mark.offset >= marks_.front().offset && !IsRemembered(marks_, mark);
}

}  // namespace rollcall::state
