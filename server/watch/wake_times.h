// SPDX-License-Identifier: Apache-2.0
// The time at which each of many subscribers must be looked at, whatever happens.
//
// A time that moves nearer, or has come, costs O(log n). A time that moves away costs O(1): the subscriber may then be
// woken too early, and is asked again. Not thread-safe.
#pragma once

#include <utility>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "base/instant.h"

namespace rollcall::watch {

template <typename Subscriber>
class WakeTimes {
 public:
  // Wakes the subscriber at `time` at the latest.
  void Set(Subscriber* subscriber, Instant time) {
    if (time == Instant::InfiniteFuture()) return;
    const auto [known, is_new] = times_.try_emplace(subscriber, time);
    if (!is_new) {
      if (known->second <= time) return;
      order_.erase({known->second, subscriber});
      known->second = time;
    }
    order_.emplace(time, subscriber);
  }

  void Forget(Subscriber* subscriber) {
    const auto known = times_.find(subscriber);
    if (known == times_.end()) return;
    order_.erase({known->second, subscriber});
    times_.erase(known);
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
  absl::btree_set<std::pair<Instant, Subscriber*>> order_;
  absl::flat_hash_map<Subscriber*, Instant> times_;
};

}  // namespace rollcall::watch
