// SPDX-License-Identifier: Apache-2.0
#include "rollcall/instant.h"

#include "absl/time/clock.h"
#include "base/boot_clock.h"
#include "base/jump_counter.h"
#include "base/mutex.h"

namespace rollcall {
namespace {

struct ProcessClock {
  Mutex mutex;
  JumpCounter counter ABSL_GUARDED_BY(mutex);
};

}  // namespace

Instant Instant::Now() {
  static ProcessClock& clock = *new ProcessClock;  // never destroyed, because threads may read it to the very end
  MutexLock lock(clock.mutex);
  const absl::Duration boot = absl::FromChrono(BootClock::now().time_since_epoch());
  const absl::Time wall = absl::Now();
  return {clock.counter.Count(boot, wall), wall};
}

}  // namespace rollcall
