// SPDX-License-Identifier: Apache-2.0
#include "client/lib/cancellation.h"

#include <chrono>
#include <utility>

#include "absl/time/clock.h"

namespace rollcall::client {

void Cancellation::Cancel() {
  MutexLock lock(mutex_);
  if (cancelled_) return;
  cancelled_ = true;
  for (const auto& [id, wake] : wakes_) wake();
  changed_.NotifyAll();
}

bool Cancellation::cancelled() const {
  MutexLock lock(mutex_);
  return cancelled_;
}

bool Cancellation::WaitFor(absl::Duration duration) {
  const absl::Time end = absl::Now() + duration;
  MutexLock lock(mutex_);
  while (!cancelled_) {
    const absl::Duration left = end - absl::Now();
    if (left <= absl::ZeroDuration()) return false;
    changed_.WaitFor(mutex_, absl::ToChronoNanoseconds(std::min(left, absl::Hours(1))));
  }
  return true;
}

Cancellation::Registration::Registration(Cancellation& cancellation, std::function<void()> wake)
    : cancellation_(cancellation) {
  MutexLock lock(cancellation_.mutex_);
  if (cancellation_.cancelled_) wake();
  id_ = cancellation_.next_id_++;
  cancellation_.wakes_.emplace(id_, std::move(wake));
}

Cancellation::Registration::~Registration() {
  MutexLock lock(cancellation_.mutex_);
  cancellation_.wakes_.erase(id_);
}

}  // namespace rollcall::client
