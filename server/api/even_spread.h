// SPDX-License-Identifier: Apache-2.0
// When each of a number of things is to end, if their ends are spread evenly over a time.
#pragma once

#include <cstddef>

#include "absl/time/time.h"
#include "rollcall/instant.h"

namespace rollcall::api {

class EvenSpread {
 public:
  EvenSpread() = default;  // of nothing
  // Each of `count` things ends in the middle of its share of the time, so that a single one neither ends at once nor
  // at the last moment. `time` is finite and not negative.
  EvenSpread(size_t count, Instant begin, absl::Duration time);

  // How many have not ended yet at `now`.
  size_t LeftAt(Instant now) const;
  // When the next one ends if `left` are left, from 1 to the count.
  Instant NextEnd(size_t left) const;

 private:
  size_t count_ = 0;
  Instant begin_ = Instant::InfinitePast();
  absl::Duration time_ = absl::ZeroDuration();
};

}  // namespace rollcall::api
