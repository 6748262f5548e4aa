// SPDX-License-Identifier: Apache-2.0
// The functions that a store calls after each of its changes.
//
// Thread-safe. Listeners must not block, and must not add or remove listeners.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "base/check.h"
#include "base/mutex.h"

namespace rollcall::state {

class ChangeListeners {
 public:
  // Keeps a listener registered until the destructor. Once the destructor returns, the listener is not running and will
  // not run again. A Subscription must not outlive its ChangeListeners.
  class [[nodiscard]] Subscription {
   public:
    Subscription(Subscription&& other) noexcept
        : listeners_(std::exchange(other.listeners_, nullptr)), id_(other.id_) {}
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

  ChangeListeners() = default;
  ~ChangeListeners() {
    MutexLock lock(mutex_);
    CHECK(listeners_.empty());
  }
  ChangeListeners(const ChangeListeners&) = delete;
  ChangeListeners& operator=(const ChangeListeners&) = delete;

  Subscription Add(std::function<void()> listener) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    listeners_.emplace(++last_id_, std::move(listener));
    return Subscription(*this, last_id_);
  }

  // Calls each listener once, on the calling thread.
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
