// SPDX-License-Identifier: Apache-2.0
#include "rollcall/client/clock.h"

#include "rollcall/instant.h"

namespace rollcall::client {
namespace {

class RealTimeClock final : public Clock {
 public:
  Instant Now() const override { return Instant::Now(); }
  void SleepUntil(Instant until, Cancellation& cancellation) override { cancellation.WaitFor(until - Instant::Now()); }
};

}  // namespace

Clock& SystemClock() {
  static RealTimeClock clock;
  return clock;
}

}  // namespace rollcall::client
