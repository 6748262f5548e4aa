// SPDX-License-Identifier: Apache-2.0
// Decides up to which offset must be read before anything may be committed.
//
// A gap in the offsets may mean that the log was compacted: a skipped record was dropped because a later one replaced
// it. Until that later one is read too, the records read so far are a state that the topic never had. The later one
// lies below the log end at the time of the gap, so that end is the barrier.
//
// Plain code. Not thread-safe.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace rollcall::feed {

class CommitBarrier {
 public:
  // Reading met a gap while the log ended at `log_end`. Of several ends the highest counts. nullopt: the end is not
  // known, so nothing may be committed before LowerAtEnd.
  void RaiseTo(std::optional<int64_t> log_end);
  // A read_committed consumer has reached its end and would read `next_offset` next. That end is the last stable
  // offset, which may be below the barrier because of an open transaction. It is enough, unless the log ends before the
  // barrier now: the log was truncated then, and the barrier stays. `log_end`: the end of the log now, if known.
  void LowerAtEnd(int64_t next_offset, std::optional<int64_t> log_end);

  // Whether a reader that would read `next_offset` next must not commit yet.
  bool Holds(int64_t next_offset) const { return next_offset < offset_; }
  // Whether the log, which ends at `log_end` now, ended later when a gap was seen: it was truncated.
  bool IsTruncated(std::optional<int64_t> log_end) const;
  int64_t offset() const { return offset_; }

 private:
  static constexpr int64_t kUnknownEnd = std::numeric_limits<int64_t>::max();

  int64_t offset_ = 0;
};

}  // namespace rollcall::feed
