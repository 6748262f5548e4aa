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
  void Add(const std::vector<RecordMark>& marks);
  bool Contains(const RecordMark& mark) const;
  // The last one below that offset; nullopt: none is remembered.
  std::optional<RecordMark> LastBelow(int64_t offset) const;
  // Whether another record, or none, was read at its offset, which must have been passed; false where that is not
  // remembered.
  bool Contradicts(const RecordMark& mark) const;

 private:
  size_t capacity_;
  std::deque<RecordMark> marks_;
};

}  // namespace rollcall::state
