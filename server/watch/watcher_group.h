// SPDX-License-Identifier: Apache-2.0
// All watchers of one event loop: which of them may have a message when the store has changed, and when time has
// passed.
//
// The group only wakes a subscriber. The subscriber asks for the message when it can send one, so that it is made as
// late as possible: one that cannot send keeps its cursor, and nothing else.
//
// A change costs each selection one comparison, and costs only those subscribers anything that it concerns. An idle
// subscriber costs nothing until its heartbeat is due. What takes a selection long is done in slices, between which the
// event loop serves everybody else. Not thread-safe; deterministic.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/state/store.h"
#include "server/watch/backlog.h"
#include "server/watch/selection.h"
#include "server/watch/wake_times.h"
#include "server/watch/watcher.h"
#include "server/watch/work_budget.h"

namespace rollcall::watch {

// Delivers a watcher's messages.
class Subscriber : public WakeTime {
 public:
  virtual ~Subscriber() = default;
  // The same one for as long as the subscriber is in a group.
  virtual Watcher& watcher() = 0;
  // The watcher may have a message. As soon as one can be sent, Membership::Next is to be called, and again after each
  // message until it returns none, or one that is the last.
  virtual void Wake() = 0;
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

    // The message to send now, as Watcher::Next.
    absl::StatusOr<std::optional<Message>> Next(const state::Store& store, Instant now) const {
      return group_->Next(*subscriber_, store, now);
    }

   private:
    friend class WatcherGroup;
    Membership(WatcherGroup& group, const Selection* selection, Subscriber& subscriber)
        : group_(&group), selection_(selection), subscriber_(&subscriber) {}

    WatcherGroup* group_;  // null once moved from
    const Selection* selection_;
    Subscriber* subscriber_;
  };

  // The subscriber is to call Next() for the first time as if it had been woken. Wake must not begin or end a
  // membership.
  Membership Add(Subscriber& subscriber);

  // The store may have changed.
  void WakeChanged(const state::Store& store);
  // Time has passed.
  void WakeDue(const state::Store& store, Instant now);

  // Whether a selection has work left to do. The event loop calls DoSlice for as long as this is so and nothing else
  // waits for it.
  bool HasWork() const { return !backlog_.empty(); }
  // Does a slice of the work of one selection, each in its turn, and wakes its subscribers when the selection has
  // reached another state. There must be work.
  void DoSlice(const state::Store& store);

  // When WakeDue has something to do at the latest.
  Instant NextWake() const { return std::min(wake_times_.Next(), evidence_expiry_); }

 private:
  // The subscribers of one selection.
  struct SelectionSubscribers {
    std::shared_ptr<Selection> selection;
    uint64_t notified_version = 0;  // its change_version() when they were woken last
    absl::flat_hash_set<Subscriber*> subscribers;
  };

  void Remove(const Selection* selection, Subscriber& subscriber);
  absl::StatusOr<std::optional<Message>> Next(Subscriber& subscriber, const state::Store& store, Instant now);
  void CatchUp(Selection& selection, const state::Store& store, WorkBudget& budget);
  void WakeExpired(const state::Store& store, Instant now);

  const int64_t slice_work_;
  absl::flat_hash_map<const Selection*, SelectionSubscribers> by_selection_;
  absl::flat_hash_set<Subscriber*> awaiting_any_change_;  // see Watcher::WaitsForAnyChange
  WakeTimes<Subscriber> wake_times_;
  Backlog<Selection> backlog_;
  Instant evidence_expiry_ = Instant::InfiniteFuture();  // of the selection whose evidence expires first
};

}  // namespace rollcall::watch
