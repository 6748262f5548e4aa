// SPDX-License-Identifier: Apache-2.0
// Measures for how long something has been proved to hold without a break.
#pragma once

#include <algorithm>
#include <optional>

#include "absl/time/time.h"
#include "rollcall/instant.h"

namespace rollcall::cli {

// For one thread.
class StabilityClock {
 public:
  // `required` must not be negative.
  explicit StabilityClock(absl::Duration required) : required_(required) {}

  // It holds at a checkpoint with this as_of_time, which arrived at `now`. Returns whether it has held for long enough:
  // by the evidence, because messages may arrive late and together, and by our own clock, because the server's can be
  // set.
  bool OnHeld(absl::Time as_of, Instant now) {
    if (!since_.has_value() || as_of < since_->as_of) since_ = Start{.as_of = as_of, .now = now};
    return std::min(as_of - since_->as_of, now - since_->now) >= required_;
  }

  // It does not hold, or nobody knows whether it held: the time starts again.
  void OnBreak() { since_.reset(); }

 private:
  struct Start {
    absl::Time as_of;
    Instant now;
  };
  const absl::Duration required_;
  std::optional<Start> since_;  // the first checkpoint at which it held; nullopt if it does not
};

}  // namespace rollcall::cli
