// SPDX-License-Identifier: Apache-2.0
// Exponential backoff with jitter, so that clients that lost a server together do not come back together.
#pragma once

#include <functional>

#include "absl/time/time.h"
#include "rollcall/client/watch.h"

namespace rollcall::client {

// For one thread.
class Backoff {
 public:
  // `random` returns numbers in [0, 1).
  Backoff(const BackoffTimes& times, std::function<double()> random);
  // Returns the next pause, which is random between half of the current step and the whole step. Then doubles the step,
  // up to times.max.
  absl::Duration Next();
  void Reset() { step_ = times_.first; }

 private:
  const BackoffTimes times_;
  const std::function<double()> random_;
  absl::Duration step_;
};

}  // namespace rollcall::client
