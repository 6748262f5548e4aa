#include "server/state/record_ring.h"

namespace rollcall::state {

void RecordRing::Add(const std::vector<RecordMark>& marks) {
  for (const RecordMark& mark : marks) {
    if (capacity_ == 0) return;
    if (marks_.size() == capacity_) marks_.pop_front();
    marks_.push_back(mark);
  }
}

bool RecordRing::Contains(int64_t offset, uint64_t fingerprint) const {
  const RecordMark* mark = FindMark(marks_, offset);
  return mark != nullptr && mark->fingerprint == fingerprint;
}

bool RecordRing::Contradicts(const RecordMark& mark) const {
  const RecordMark* known = FindMark(marks_, mark.offset);
  return known != nullptr && known->fingerprint != mark.fingerprint;
}

}  // namespace rollcall::state
