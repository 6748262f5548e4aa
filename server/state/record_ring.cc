#include "server/state/record_ring.h"

namespace rollcall::state {

void RecordRing::Add(const std::vector<RecordMark>& marks) {
  for (const RecordMark& mark : marks) {
    if (capacity_ == 0) return;
    if (marks_.size() == capacity_) marks_.pop_front();
    marks_.push_back(mark);
  }
}

bool RecordRing::Contains(const RecordMark& mark) const { return IsRemembered(marks_, mark); }

bool RecordRing::Contradicts(const RecordMark& mark) const {
  return !marks_.empty() && mark.offset >= marks_.front().offset && !IsRemembered(marks_, mark);
}

}  // namespace rollcall::state
