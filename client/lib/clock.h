// SPDX-License-Identifier: Apache-2.0
// Time as the library sees it, so that tests own it.
#pragma once

#include "absl/time/time.h"
#include "client/lib/cancellation.h"

namespace rollcall::client {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
  // Returns when the time is up or `cancellation` is cancelled.
  virtual void SleepUntil(absl::Time until, Cancellation& cancellation) = 0;
};

// The machine's clock. Thread-safe.
Clock& SystemClock();

}  // namespace rollcall::client
