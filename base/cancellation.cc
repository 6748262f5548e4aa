// SPDX-License-Identifier: Apache-2.0
#include "rollcall/cancellation.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "base/check.h"
#include "base/deadline.h"
#include "base/mutex.h"

namespace rollcall {

struct Cancellation::State {
  Mutex mutex;
  CondVar changed;
  bool cancelled ABSL_GUARDED_BY(mutex) = false;
  int next_id ABSL_GUARDED_BY(mutex) = 0;
  std::map<int, std::function<void()>> wakes ABSL_GUARDED_BY(mutex);
};

Cancellation::Cancellation() : state_(std::make_unique<State>()) {}

Cancellation::~Cancellation() {
  MutexLock lock(state_->mutex);
  CHECK(state_->wakes.empty());
}

void Cancellation::Cancel() {
  MutexLock lock(state_->mutex);
  if (state_->cancelled) return;
  state_->cancelled = true;
  for (const auto& [id, wake] : state_->wakes) wake();
  state_->changed.NotifyAll();
}

bool Cancellation::cancelled() const {
  MutexLock lock(state_->mutex);
  return state_->cancelled;
}

bool Cancellation::WaitFor(absl::Duration duration) {
  const Deadline end(duration);
  MutexLock lock(state_->mutex);
  while (!state_->cancelled) {
    if (end.Passed()) return false;
    state_->changed.WaitFor(state_->mutex, absl::ToChronoNanoseconds(std::min(end.Left(), absl::Hours(1))));
  }
  return true;
}

int Cancellation::Register(std::function<void()> wake) {
  CHECK(wake != nullptr);
  MutexLock lock(state_->mutex);
  if (state_->cancelled) wake();
  const int id = state_->next_id++;
  state_->wakes.emplace(id, std::move(wake));
  return id;
}

void Cancellation::Unregister(int id) {
  MutexLock lock(state_->mutex);
  state_->wakes.erase(id);
}

Cancellation::Registration::Registration(Cancellation& cancellation, std::function<void()> wake)
    : cancellation_(cancellation), id_(cancellation.Register(std::move(wake))) {}

Cancellation::Registration::~Registration() { cancellation_.Unregister(id_); }

}  // namespace rollcall
