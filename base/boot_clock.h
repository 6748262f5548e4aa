// SPDX-License-Identifier: Apache-2.0
// The time since the machine was started, with the time that it slept (CLOCK_BOOTTIME of clock_gettime(2)). Nobody can
// set it. std::chrono::steady_clock stands still while the machine sleeps.
#pragma once

#include <time.h>

#include <chrono>

#include "base/check.h"

namespace rollcall {

struct BootClock {
  // NOLINTBEGIN(readability-identifier-naming): the names that std::chrono wants
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;
  // NOLINTEND(readability-identifier-naming)

  static time_point now() {
    timespec time = {};
    CHECK_EQ(clock_gettime(CLOCK_BOOTTIME, &time), 0);
    return time_point(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
  }
};

}  // namespace rollcall
