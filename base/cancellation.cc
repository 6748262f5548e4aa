// SPDX-License-Identifier: Apache-2.0
#include "base/cancellation.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/check.h"
#include "base/deadline.h"

namespace rollcall {

Cancellation::~Cancellation() {
  MutexLock lock(mutex_);
  CHECK(wakes_.empty());
}

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
  const Deadline end(duration);
  MutexLock lock(mutex_);
  while (!cancelled_) {
    if (end.Passed()) return false;
    changed_.WaitFor(mutex_, absl::ToChronoNanoseconds(std::min(end.Left(), absl::Hours(1))));
  }
  return true;
}

int Cancellation::Register(std::function<void()> wake) {
  CHECK(wake != nullptr);
  MutexLock lock(mutex_);
  if (cancelled_) wake();
  const int id = next_id_++;
  wakes_.emplace(id, std::move(wake));
  return id;
}

void Cancellation::Unregister(int id) {
  MutexLock lock(mutex_);
  wakes_.erase(id);
}

Cancellation::Registration::Registration(Cancellation& cancellation, std::function<void()> wake)
    : cancellation_(cancellation), id_(cancellation.Register(std::move(wake))) {}

Cancellation::Registration::~Registration() { cancellation_.Unregister(id_); }

}  // namespace rollcall
