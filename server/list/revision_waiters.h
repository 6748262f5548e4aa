// SPDX-License-Identifier: Apache-2.0
// Requests that wait until the store reaches a revision. One thread serves all of them.
//
// Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "base/boot_clock.h"
#include "base/mutex.h"
#include "server/state/store.h"

namespace rollcall::list {

class RevisionWaiters {
 public:
  using Id = uint64_t;
  enum class Outcome { kReached, kTimeUp, kShutDown, kTooMany };
  using Done = std::function<void(Outcome)>;

  // Subscribes to `store`, which must outlive this. `max_waits` is how many there may be at a time.
  RevisionWaiters(state::Store& store, size_t max_waits);
  ~RevisionWaiters();
  RevisionWaiters(const RevisionWaiters&) = delete;
  RevisionWaiters& operator=(const RevisionWaiters&) = delete;

  // Calls `done` once, unless the wait is forgotten first: on this object's thread, or after Shutdown and with kTooMany
  // on the caller's before this returns. `at_most` is finite and not negative; it is measured by a clock that does not
  // jump.
  Id Wait(int64_t revision, absl::Duration at_most, Done done) ABSL_LOCKS_EXCLUDED(mutex_);

  enum class Forgotten { kYes, kTooLate };
  // kTooLate: `done` was called, or is about to be.
  Forgotten Forget(Id id) ABSL_LOCKS_EXCLUDED(mutex_);

  // Ends all waits, and every later one at once. Returns after the last `done` has returned.
  void Shutdown() ABSL_LOCKS_EXCLUDED(mutex_);

  // Waits that have not ended.
  size_t size() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  using Clock = BootClock;
  struct Waiter {
    int64_t revision;
    Clock::time_point deadline;
    Done done;
  };
  struct EndedWait {
    Done done;
    Outcome outcome;
  };

  void OnStoreChanged() ABSL_LOCKS_EXCLUDED(mutex_);
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  // False when it is time to stop.
  bool SleepUntilDue() ABSL_LOCKS_EXCLUDED(mutex_);
  std::vector<EndedWait> RemoveDue(int64_t revision, Clock::time_point now) ABSL_LOCKS_EXCLUDED(mutex_);
  std::vector<EndedWait> RemoveAll() ABSL_LOCKS_EXCLUDED(mutex_);
  Done Remove(Id id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void CheckSizes() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const state::Store& store_;
  const size_t max_waits_;
  mutable Mutex mutex_;
  CondVar changed_;
  bool is_stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool may_have_due_ ABSL_GUARDED_BY(mutex_) = false;
  Id next_id_ ABSL_GUARDED_BY(mutex_) = 1;
  // Each waiter is in all three.
  absl::flat_hash_map<Id, Waiter> waiters_ ABSL_GUARDED_BY(mutex_);
  std::set<std::pair<int64_t, Id>> by_revision_ ABSL_GUARDED_BY(mutex_);
  std::set<std::pair<Clock::time_point, Id>> by_deadline_ ABSL_GUARDED_BY(mutex_);
  Mutex join_mutex_;
  std::thread thread_;
  state::Subscription subscription_;  // last: ends before what its listener uses
};

}  // namespace rollcall::list
