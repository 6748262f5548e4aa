// SPDX-License-Identifier: Apache-2.0
#include "client/lib/clock.h"

#include "absl/time/clock.h"

namespace rollcall::client {
namespace {

class RealTimeClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
  void SleepUntil(absl::Time until, Cancellation& cancellation) override { cancellation.WaitFor(until - absl::Now()); }
};

}  // namespace

Clock& SystemClock() {
  static RealTimeClock clock;
  return clock;
}

}  // namespace rollcall::client
