// SPDX-License-Identifier: Apache-2.0
// All readers of a server: which of them are to be looked at when the store has changed, and when time has passed.
//
// A change costs each selection a look, and only the readers that are to be told of it anything; an idle reader costs
// nothing until its time comes. Whoever is not looked at has nothing to say. Not thread-safe; deterministic.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "server/state/store.h"
#include "server/watch/selection.h"
#include "server/watch/wake_times.h"

namespace rollcall::watch {

class Watcher;

// Who hands on what a watcher says.
class Subscriber {
 public:
  virtual ~Subscriber() = default;
  // Of as long as the reader is in an audience.
  virtual const Watcher& watcher() const = 0;
  // Asks the watcher for its next message, unless it has yet to hand on the last one.
  virtual void TrySend(const state::Store& store, absl::Time now) = 0;
  // Whether it has yet to; then it is pumped by its owner when it has (WatcherGroup::Pump).
  virtual bool IsBusy() const = 0;
};

class WatcherGroup {
 public:
  // From here on, until it is removed, the reader is pumped by this only.
  void Add(Subscriber& subscriber);
  void Remove(Subscriber& subscriber);

  // One reader may have something to say.
  void Flush(Subscriber& subscriber, const state::Store& store, absl::Time now);
  // The store may have changed.
  void FlushChanged(const state::Store& store, absl::Time now);
  // Time has passed.
  void FlushDue(const state::Store& store, absl::Time now);

  // When FlushDue has something to do at the latest.
  absl::Time NextWake() const { return std::min(wake_times_.Next(), evidence_expiry_); }

 private:
  // The readers of one selection.
  struct Group {
    std::shared_ptr<Selection> selection;
    uint64_t notified_version = 0;  // its change_version() when they were pumped last
    absl::flat_hash_set<Subscriber*> subscribers;
  };

  void FlushGroup(const Group& group, const state::Store& store, absl::Time now);
  void FlushExpired(const state::Store& store, absl::Time now);

  absl::flat_hash_map<const Selection*, Group> groups_;
  absl::flat_hash_set<Subscriber*> awaiting_any_change_;  // see Watcher::WaitsForAnyChange
  WakeTimes<Subscriber> wake_times_;
  absl::Time evidence_expiry_ = absl::InfiniteFuture();  // when the evidence of a selection lapses, at the earliest
};

}  // namespace rollcall::watch
