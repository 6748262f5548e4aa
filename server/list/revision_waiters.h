// SPDX-License-Identifier: Apache-2.0
// Calls that wait for a revision, without a thread for each: one thread serves them all.
//
// Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "server/state/store.h"

namespace rollcall::list {

class RevisionWaiters {
 public:
  using Id = uint64_t;
  enum class Outcome { kReached, kTimeUp, kShutDown };
  using Done = std::function<void(Outcome)>;

  // Subscribes to the store: make it before the feed starts, and let it live until the feed has ended.
  explicit RevisionWaiters(state::Store& store);
  ~RevisionWaiters();
  RevisionWaiters(const RevisionWaiters&) = delete;
  RevisionWaiters& operator=(const RevisionWaiters&) = delete;

  // Calls `done` once, unless the wait is forgotten first: by this object's thread, or at once by the caller's after
  // Shutdown.
  Id Wait(int64_t revision, absl::Duration at_most, Done done) ABSL_LOCKS_EXCLUDED(mutex_);

  enum class Forgotten { kYes, kTooLate };
  // kTooLate: `done` was called, or is about to be.
  Forgotten Forget(Id id) ABSL_LOCKS_EXCLUDED(mutex_);

  // Ends all waits, those to come too. Returns when no `done` runs any longer.
  void Shutdown() ABSL_LOCKS_EXCLUDED(mutex_);

  size_t size() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  using Clock = std::chrono::steady_clock;  // the wall clock may jump
  struct Waiter {
    int64_t revision;
    Clock::time_point deadline;
    Done done;
  };
  struct Due {
    Done done;
    Outcome outcome;
  };

  void OnStoreChanged() ABSL_LOCKS_EXCLUDED(mutex_);
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  bool SleepUntilDue() ABSL_LOCKS_EXCLUDED(mutex_);
  std::vector<Due> TakeDue(int64_t revision, Clock::time_point now) ABSL_LOCKS_EXCLUDED(mutex_);
  std::vector<Due> TakeAll() ABSL_LOCKS_EXCLUDED(mutex_);
  Done Take(Id id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const state::Store& store_;
  mutable Mutex mutex_;
  CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool look_ ABSL_GUARDED_BY(mutex_) = false;  // something may be due
  Id next_id_ ABSL_GUARDED_BY(mutex_) = 1;
  absl::flat_hash_map<Id, Waiter> waiters_ ABSL_GUARDED_BY(mutex_);
  std::set<std::pair<int64_t, Id>> by_revision_ ABSL_GUARDED_BY(mutex_);
  std::set<std::pair<Clock::time_point, Id>> by_deadline_ ABSL_GUARDED_BY(mutex_);
  Mutex join_mutex_;
  std::thread thread_;
  state::Subscription subscription_;  // last: ends before what its listener uses
};

}  // namespace rollcall::list
