#include "server/state/record_ring.h"

#include <algorithm>

namespace rollcall::state {

void RecordRing::Add(const std::vector<RecordMark>& marks) {
  for (const RecordMark& mark : marks) {
    if (marks_.size() == kCapacity) marks_.pop_front();
    marks_.push_back(mark);
  }
}

const RecordMark* RecordRing::Find(int64_t offset) const {
  const auto mark = std::lower_bound(marks_.begin(), marks_.end(), offset,
                                     [](const RecordMark& m, int64_t wanted) { return m.offset < wanted; });
  return mark != marks_.end() && mark->offset == offset ? &*mark : nullptr;
}

bool RecordRing::Contains(int64_t offset, uint64_t fingerprint) const {
  const RecordMark* mark = Find(offset);
  return mark != nullptr && mark->fingerprint == fingerprint;
}

bool RecordRing::Contradicts(const RecordMark& mark) const {
  const RecordMark* known = Find(mark.offset);
  return known != nullptr && known->fingerprint != mark.fingerprint;
}

}  // namespace rollcall::state
