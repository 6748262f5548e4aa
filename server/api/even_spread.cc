// SPDX-License-Identifier: Apache-2.0
#include "server/api/even_spread.h"

#include "base/check.h"

namespace rollcall::api {
namespace {

constexpr double kMiddle = 0.5;

}  // namespace

EvenSpread::EvenSpread(size_t count, Instant begin, absl::Duration time) : count_(count), begin_(begin), time_(time) {
  CHECK(time >= absl::ZeroDuration() && time < absl::InfiniteDuration());
}

size_t EvenSpread::LeftAt(Instant now) const {
  const absl::Duration elapsed = now - begin_;
  if (elapsed >= time_) return 0;
  if (elapsed <= absl::ZeroDuration()) return count_;
  const double ended = absl::FDivDuration(elapsed, time_) * static_cast<double>(count_) + kMiddle;
  return count_ - static_cast<size_t>(ended);
}

Instant EvenSpread::NextEnd(size_t left) const {
  CHECK(left > 0 && left <= count_);
  return begin_ + time_ * ((static_cast<double>(count_ - left) + kMiddle) / static_cast<double>(count_));
}

}  // namespace rollcall::api
