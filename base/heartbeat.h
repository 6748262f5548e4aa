// SPDX-License-Identifier: Apache-2.0
// Shows that a thread still makes its rounds. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>

#include "absl/time/time.h"
#include "rollcall/instant.h"

namespace rollcall {

class Heartbeat {
 public:
  // Counts as a beat.
  Heartbeat() { Beat(Instant::Now()); }

  // The thread is at a point that it comes by again and again.
  void Beat(Instant now) { last_ns_.store(Nanoseconds(now), std::memory_order_relaxed); }
  // How long ago the last beat was.
  absl::Duration SilenceAt(Instant now) const {
    return absl::Nanoseconds(Nanoseconds(now) - last_ns_.load(std::memory_order_relaxed));
  }

 private:
  static int64_t Nanoseconds(Instant now) { return absl::ToInt64Nanoseconds(now.steady()); }

  std::atomic<int64_t> last_ns_;
};

}  // namespace rollcall
