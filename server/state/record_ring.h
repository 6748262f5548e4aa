// The last records read, so that a resume token's anchors can be recognised although the nodes have moved on. Not
// thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "server/state/update.h"

namespace rollcall::state {

class RecordRing {
 public:
  static constexpr size_t kCapacity = 65'536;

  // Offsets ascend from call to call.
  void Add(const std::vector<RecordMark>& marks);
  bool Contains(int64_t offset, uint64_t fingerprint) const;
  // Whether another record is remembered at that offset.
  bool Contradicts(const RecordMark& mark) const;

 private:
  const RecordMark* Find(int64_t offset) const;

  std::deque<RecordMark> marks_;
};

}  // namespace rollcall::state
