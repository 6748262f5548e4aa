// SPDX-License-Identifier: Apache-2.0
// The time at which each of many subscribers must be looked at, whatever happens.
//
// A time that moves nearer, or has come, costs O(log n). A time that moves away costs O(1): the subscriber may then be
// woken too early, and is asked again. Not thread-safe.
#pragma once

#include <utility>

#include "absl/container/btree_set.h"
#include "absl/time/time.h"
#include "rollcall/instant.h"

namespace rollcall::watch {

// What WakeTimes keeps in each of its subscribers, which are derived from this.
class WakeTime {
  template <typename Subscriber>
  friend class WakeTimes;
  Instant at_ = Instant::InfiniteFuture();
};

template <typename Subscriber>
class WakeTimes {
 public:
  // Wakes the subscriber at `time` at the latest.
  void Set(Subscriber* subscriber, Instant time) {
    if (AtOf(subscriber) <= time) return;
    Forget(subscriber);
    AtOf(subscriber) = time;
    order_.emplace(time, subscriber);
  }

  void Forget(Subscriber* subscriber) {
    const Instant at = std::exchange(AtOf(subscriber), Instant::InfiniteFuture());
    if (at != Instant::InfiniteFuture()) order_.erase({at, subscriber});
  }

  // Removes and returns a subscriber whose time has come; null if there is none.
  Subscriber* PopDue(Instant now) {
    if (order_.empty() || order_.begin()->first > now) return nullptr;
    Subscriber* const subscriber = order_.begin()->second;
    Forget(subscriber);
    return subscriber;
  }

  Instant Next() const { return order_.empty() ? Instant::InfiniteFuture() : order_.begin()->first; }

 private:
  static Instant& AtOf(WakeTime* subscriber) { return subscriber->at_; }

  absl::btree_set<std::pair<Instant, Subscriber*>> order_;  // those whose time is not in the infinite future
};

}  // namespace rollcall::watch
