// SPDX-License-Identifier: Apache-2.0
#include "server/watch/watcher_group.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/check.h"
#include "rollcall/instant.h"

namespace rollcall::watch {

WatcherGroup::Membership WatcherGroup::Add(Subscriber& subscriber) {
  const std::shared_ptr<Selection>& selection = subscriber.watcher().selection();
  const auto [entry, is_new] = by_selection_.try_emplace(selection.get());
  if (is_new) {
    entry->second = {selection, selection->change_version(), {}};
    backlog_.Add(selection.get());
  }
  const bool was_absent = entry->second.subscribers.insert(&subscriber).second;
  CHECK(was_absent);
  return Membership(*this, selection.get(), subscriber);
}

void WatcherGroup::Remove(const Selection* selection, Subscriber& subscriber) {
  const auto entry = by_selection_.find(selection);
  CHECK(entry != by_selection_.end());
  CHECK_EQ(entry->second.subscribers.erase(&subscriber), 1u);
  if (entry->second.subscribers.empty()) {
    backlog_.Remove(entry->second.selection.get());
    by_selection_.erase(entry);
  }
  awaiting_any_change_.erase(&subscriber);
  wake_times_.Forget(&subscriber);
}

absl::StatusOr<std::optional<Message>> WatcherGroup::Next(Subscriber& subscriber, const state::Store& store,
                                                          Instant now) {
  Watcher& watcher = subscriber.watcher();
  absl::StatusOr<std::optional<Message>> next = watcher.Next(store, now);
  if (watcher.WaitsForAnyChange()) {
    awaiting_any_change_.insert(&subscriber);
  } else {
    awaiting_any_change_.erase(&subscriber);
  }
  if (next.ok() && (!next->has_value() || (*next)->is_last)) wake_times_.Set(&subscriber, watcher.WakeAt());
  Selection& selection = *watcher.selection();
  if (selection.HasWork()) backlog_.Add(&selection);
  const Instant expiry = selection.EvidenceExpiry();
  if (expiry > now) evidence_expiry_ = std::min(evidence_expiry_, expiry);
  return next;
}

// All selections together do one slice of work here. What is more waits for its turn.
void WatcherGroup::CatchUp(Selection& selection, const state::Store& store, WorkBudget& budget) {
  if (!selection.IsBehind(store)) return;
  if (!selection.HasWork() && !budget.IsSpent()) selection.DoSlice(store, budget);
  if (selection.IsBehind(store)) backlog_.Add(&selection);
}

void WatcherGroup::DoSlice(const state::Store& store) {
  Selection& selection = *backlog_.Pop();
  WorkBudget budget(slice_work_);
  const state::StoreHeadPtr before = selection.head().store;
  selection.DoSlice(store, budget);
  if (selection.IsBehind(store)) backlog_.Add(&selection);
  if (selection.head().store == before) return;
  SelectionSubscribers& group = by_selection_.at(&selection);
  group.notified_version = selection.change_version();
  for (Subscriber* const subscriber : group.subscribers) subscriber->Wake();
}

// A single call of Next may have let a selection catch up before this is called, so its own change_version says whether
// its subscribers have been woken since. (The watchers catch up again in Next: one comparison, as nothing has changed.)
void WatcherGroup::WakeChanged(const state::Store& store) {
  WorkBudget budget(slice_work_);
  for (auto& [key, group] : by_selection_) {
    CatchUp(*group.selection, store, budget);
    if (std::exchange(group.notified_version, group.selection->change_version()) == group.notified_version) continue;
    for (Subscriber* const subscriber : group.subscribers) subscriber->Wake();
  }
  const std::vector<Subscriber*> awaiting(awaiting_any_change_.begin(), awaiting_any_change_.end());
  for (Subscriber* const subscriber : awaiting) subscriber->Wake();
}

void WatcherGroup::WakeDue(const state::Store& store, Instant now) {
  if (now >= evidence_expiry_) WakeExpired(store, now);
  while (Subscriber* const subscriber = wake_times_.PopDue(now)) subscriber->Wake();
}

// All selections share one expiry time. If newer evidence has arrived, this only computes the new expiry.
void WatcherGroup::WakeExpired(const state::Store& store, Instant now) {
  WorkBudget budget(slice_work_);
  Instant next = Instant::InfiniteFuture();
  for (const auto& [key, group] : by_selection_) {
    CatchUp(*group.selection, store, budget);
    const Instant expiry = group.selection->EvidenceExpiry();
    if (expiry > now) {
      next = std::min(next, expiry);
    } else {
      for (Subscriber* const subscriber : group.subscribers) subscriber->Wake();
    }
  }
  evidence_expiry_ = next;
}

}  // namespace rollcall::watch
