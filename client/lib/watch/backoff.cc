// SPDX-License-Identifier: Apache-2.0
#include "client/lib/watch/backoff.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace rollcall::client {

Backoff::Backoff(const BackoffTimes& times, std::function<double()> random)
    : times_(times), random_(std::move(random)), step_(times.first) {
  CHECK_GT(times_.first, absl::ZeroDuration());
  CHECK_GE(times_.max, times_.first);
}

absl::Duration Backoff::Next() {
  const double random = random_();
  CHECK_GE(random, 0.0);
  CHECK_LT(random, 1.0);
  const absl::Duration pause = step_ * (0.5 + 0.5 * random);
  step_ = std::min(step_ * 2, times_.max);
  return pause;
}

}  // namespace rollcall::client
