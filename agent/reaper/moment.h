// SPDX-License-Identifier: Apache-2.0
// A moment by two clocks, one for each mistake that a reaper must not make: to think that a node was silent for longer
// than it was, and to think that less time went by since it asked than did.
//
// Instant alone is not enough here: it counts a jump of the wall clock forward as time that went by. So a wall clock
// that is set forward by an hour would make every node silent for an hour.
#pragma once

#include <algorithm>

#include "absl/time/time.h"
#include "rollcall/instant.h"

namespace rollcall::agent {

struct Moment {
  // Time for which the machine was running (CLOCK_MONOTONIC). It may stand still while the machine sleeps.
  absl::Duration running;
  // Counts time asleep, and jumps of the wall clock forward.
  Instant instant;

  static Moment Now();  // thread-safe
};

// From one moment to another one, at least so much time went by.
inline absl::Duration AtLeast(const Moment& from, const Moment& to) { return to.running - from.running; }

// At most so much, as far as the machine knows.
inline absl::Duration AtMost(const Moment& from, const Moment& to) {
  return std::max(to.instant - from.instant, AtLeast(from, to));
}

}  // namespace rollcall::agent
