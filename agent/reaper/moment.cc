// SPDX-License-Identifier: Apache-2.0
#include "agent/reaper/moment.h"

#include <chrono>

namespace rollcall::agent {

Moment Moment::Now() {
  return {.running = absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch()), .instant = Instant::Now()};
}

}  // namespace rollcall::agent
