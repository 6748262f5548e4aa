// SPDX-License-Identifier: Apache-2.0
// The functions to call after every change of a store.
//
// Thread-safe. Listeners must not block, and must not add or remove listeners.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "base/mutex.h"

namespace rollcall::state {

class ChangeListeners {
 public:
  // Keeps a listener registered for as long as it lives. After its destructor the listener neither runs nor will run.
  // Must not outlive the ChangeListeners that it came from.
  class [[nodiscard]] Subscription {
   public:
    Subscription(Subscription&& other) noexcept : listeners_(std::exchange(other.listeners_, nullptr)), id_(other.id_) {}
    ~Subscription() {
      if (listeners_ != nullptr) listeners_->Remove(id_);
    }
    Subscription& operator=(Subscription&&) = delete;

   private:
    friend class ChangeListeners;
    Subscription(ChangeListeners& listeners, uint64_t id) : listeners_(&listeners), id_(id) {}

    ChangeListeners* listeners_;  // null once moved from
    uint64_t id_;
  };

  Subscription Add(std::function<void()> listener) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    listeners_.emplace(++last_id_, std::move(listener));
    return Subscription(*this, last_id_);
  }

  // Calls each listener once, on this thread.
  void NotifyAll() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    for (const auto& [id, listener] : listeners_) listener();
  }

 private:
  void Remove(uint64_t id) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    listeners_.erase(id);
  }

  Mutex mutex_;
  uint64_t last_id_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<uint64_t, std::function<void()>> listeners_ ABSL_GUARDED_BY(mutex_);
};

using Subscription = ChangeListeners::Subscription;

}  // namespace rollcall::state
