// SPDX-License-Identifier: Apache-2.0
#include "server/feed/fetch_stall.h"

#include <utility>

namespace rollcall::feed {
namespace {

constexpr absl::Duration kStalledAfter = absl::Seconds(5);
// A fetch of a log that goes on is answered at once. After a longer pause the broker was away.
constexpr absl::Duration kMaxPause = absl::Seconds(2);

}  // namespace

void FetchStall::Update(bool goes_on, int64_t next_offset, uint64_t fetches, Instant now) {
  const bool has_moved = std::exchange(next_offset_, next_offset) != next_offset;
  const bool is_answered = std::exchange(fetches_, fetches) != fetches;
  if (!goes_on || has_moved || now - answered_at_ > kMaxPause) began_.reset();
  if (!is_answered) return;
  answered_at_ = now;
  if (goes_on && !has_moved && !began_.has_value()) began_ = now;
}

bool FetchStall::IsStalled() const { return began_.has_value() && answered_at_ - *began_ >= kStalledAfter; }

}  // namespace rollcall::feed
