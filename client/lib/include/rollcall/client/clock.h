// SPDX-License-Identifier: Apache-2.0
// The library's source of time. Tests replace it.
#pragma once

#include "absl/time/time.h"
#include "rollcall/cancellation.h"
#include "rollcall/instant.h"

namespace rollcall::client {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant Now() const = 0;
  // Returns at `until`, or earlier if `cancellation` is canceled.
  virtual void SleepUntil(Instant until, Cancellation& cancellation) = 0;
};

// The clock of Instant::Now. Thread-safe.
Clock& SystemClock();

}  // namespace rollcall::client
