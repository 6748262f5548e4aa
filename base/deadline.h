// SPDX-License-Identifier: Apache-2.0
// The end of a wait, by a clock that cannot be set: a wait must not grow because the time of day was corrected.
#pragma once

#include <algorithm>
#include <chrono>

#include "absl/time/time.h"
#include "base/boot_clock.h"

namespace rollcall {

class Deadline {
 public:
  // A timeout of zero or less has passed at once. One of more than a century, such as an infinite one, is a century, so
  // that the end stays within the clock's range.
  explicit Deadline(absl::Duration timeout)
      : end_(Clock::now() + absl::ToChronoNanoseconds(std::clamp(timeout, absl::ZeroDuration(), kMaxTimeout))) {}

  // Never negative.
  absl::Duration Left() const { return std::max(absl::FromChrono(end_ - Clock::now()), absl::ZeroDuration()); }
  bool Passed() const { return Clock::now() >= end_; }

 private:
  using Clock = BootClock;
  static constexpr absl::Duration kMaxTimeout = absl::Hours(100 * 365 * 24);

  Clock::time_point end_;
};

}  // namespace rollcall
