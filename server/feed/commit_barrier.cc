// SPDX-License-Identifier: Apache-2.0
#include "server/feed/commit_barrier.h"

#include <algorithm>

#include "base/check.h"

namespace rollcall::feed {

void CommitBarrier::RaiseTo(std::optional<int64_t> log_end) {
  offset_ = std::max(offset_, log_end.value_or(kUnknownEnd));
}

void CommitBarrier::LowerAtEnd(int64_t next_offset, std::optional<int64_t> log_end) {
  CHECK_GE(next_offset, 0);
  const bool is_log_whole = offset_ == kUnknownEnd || log_end.value_or(0) >= offset_;
  if (is_log_whole) offset_ = std::min(offset_, next_offset);
}

bool CommitBarrier::IsTruncated(std::optional<int64_t> log_end) const {
  return offset_ != kUnknownEnd && log_end.has_value() && *log_end < offset_;
}

}  // namespace rollcall::feed
