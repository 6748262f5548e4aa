// SPDX-License-Identifier: Apache-2.0
// Pauses that grow: exponential, with jitter so that clients cut off together do not come back together.
#pragma once

#include <functional>

#include "absl/time/time.h"

namespace rollcall::client {

struct BackoffTimes {
  absl::Duration first = absl::Milliseconds(100);
  absl::Duration most = absl::Seconds(5);
};

// For one thread.
class Backoff {
 public:
  // `random` gives numbers in [0, 1).
  Backoff(const BackoffTimes& times, std::function<double()> random);
  // The next pause: between half of the present step and all of it; steps double up to times.most.
  absl::Duration Next();
  void Reset() { step_ = times_.first; }

 private:
  const BackoffTimes times_;
  const std::function<double()> random_;
  absl::Duration step_;
};

// Numbers in [0, 1) from a generator seeded by the machine.
std::function<double()> SystemRandom();

}  // namespace rollcall::client
