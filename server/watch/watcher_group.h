// SPDX-License-Identifier: Apache-2.0
// All watchers of one event loop: which of them may have a message when the store has changed, and when time has
// passed.
//
// A change costs each selection one comparison, and costs only those subscribers anything that it concerns. An idle
// subscriber costs nothing until its heartbeat is due. What takes a selection long is done in slices, between which the
// event loop serves everybody else. Not thread-safe; deterministic.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "base/instant.h"
#include "server/state/store.h"
#include "server/watch/backlog.h"
#include "server/watch/selection.h"
#include "server/watch/wake_times.h"
#include "server/watch/work_budget.h"

namespace rollcall::watch {

class Watcher;

// Delivers a watcher's messages.
class Subscriber {
 public:
  virtual ~Subscriber() = default;
  // The same one for as long as the subscriber is in a group.
  virtual const Watcher& watcher() const = 0;
  // Sends the watcher's next message if one is due and the subscriber is not busy.
  virtual void TrySend(const state::Store& store, Instant now) = 0;
  // True while a message is in flight; the owner calls Membership::Flush when it completes.
  virtual bool IsBusy() const = 0;
};

class WatcherGroup {
 public:
  // `slice_work` is what one slice does, see WorkBudget: about a millisecond.
  explicit WatcherGroup(int64_t slice_work = 1 << 20) : slice_work_(slice_work) {}

  // Keeps a subscriber in a group for as long as it lives. Must outlive neither.
  class [[nodiscard]] Membership {
   public:
    Membership(Membership&& other) noexcept
        : group_(std::exchange(other.group_, nullptr)), selection_(other.selection_), subscriber_(other.subscriber_) {}
    ~Membership() {
      if (group_ != nullptr) group_->Remove(selection_, *subscriber_);
    }
    Membership& operator=(Membership&&) = delete;

    // The subscriber may be able to send.
    void Flush(const state::Store& store, Instant now) const { group_->Flush(*subscriber_, store, now); }

   private:
    friend class WatcherGroup;
    Membership(WatcherGroup& group, const Selection* selection, Subscriber& subscriber)
        : group_(&group), selection_(selection), subscriber_(&subscriber) {}

    WatcherGroup* group_;  // null once moved from
    const Selection* selection_;
    Subscriber* subscriber_;
  };

  // While the result lives, only the group and Membership::Flush call TrySend. Neither may begin or end a membership.
  Membership Add(Subscriber& subscriber);

  // The store may have changed.
  void FlushChanged(const state::Store& store, Instant now);
  // Time has passed.
  void FlushDue(const state::Store& store, Instant now);

  // Whether a selection has work left to do. The event loop calls DoSlice for as long as this is so and nothing else
  // waits for it.
  bool HasWork() const { return !backlog_.empty(); }
  // Does a slice of the work of one selection, each in its turn, and flushes its subscribers when the
  // selection has reached another state. There must be work.
  void DoSlice(const state::Store& store, Instant now);

  // When FlushDue has something to do at the latest.
  Instant NextWake() const { return std::min(wake_times_.Next(), evidence_expiry_); }

 private:
  // The subscribers of one selection.
  struct SelectionSubscribers {
    std::shared_ptr<Selection> selection;
    uint64_t notified_version = 0;  // its change_version() when they were flushed last
    absl::flat_hash_set<Subscriber*> subscribers;
  };

  void Remove(const Selection* selection, Subscriber& subscriber);
  void Flush(Subscriber& subscriber, const state::Store& store, Instant now);
  void FlushAll(const SelectionSubscribers& group, const state::Store& store, Instant now);
  void FlushExpired(const state::Store& store, Instant now);
  void CatchUp(Selection& selection, const state::Store& store, WorkBudget& budget);

  const int64_t slice_work_;
  absl::flat_hash_map<const Selection*, SelectionSubscribers> by_selection_;
  absl::flat_hash_set<Subscriber*> awaiting_any_change_;  // see Watcher::WaitsForAnyChange
  WakeTimes<Subscriber> wake_times_;
  Backlog<Selection> backlog_;
  Instant evidence_expiry_ = Instant::InfiniteFuture();  // of the selection whose evidence expires first
};

}  // namespace rollcall::watch
