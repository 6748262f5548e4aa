// SPDX-License-Identifier: Apache-2.0
#include "server/watch/watcher_group.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "base/instant.h"
#include "server/watch/watcher.h"

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

void WatcherGroup::Flush(Subscriber& subscriber, const state::Store& store, Instant now) {
  subscriber.TrySend(store, now);
  if (subscriber.watcher().WaitsForAnyChange()) {
    awaiting_any_change_.insert(&subscriber);
  } else {
    awaiting_any_change_.erase(&subscriber);
  }
  if (!subscriber.IsBusy()) wake_times_.Set(&subscriber, subscriber.watcher().WakeAt());
  Selection& selection = *subscriber.watcher().selection();
  if (selection.HasWork()) backlog_.Add(&selection);
  const Instant expiry = selection.EvidenceExpiry();
  if (expiry > now) evidence_expiry_ = std::min(evidence_expiry_, expiry);
}

void WatcherGroup::FlushAll(const SelectionSubscribers& group, const state::Store& store, Instant now) {
  for (Subscriber* subscriber : group.subscribers) Flush(*subscriber, store, now);
}

// All selections together do one slice of work here. What is more waits for its turn.
void WatcherGroup::CatchUp(Selection& selection, const state::Store& store, WorkBudget& budget) {
  if (!selection.IsBehind(store)) return;
  if (!selection.HasWork() && !budget.IsSpent()) selection.DoSlice(store, budget);
  if (selection.IsBehind(store)) backlog_.Add(&selection);
}

void WatcherGroup::DoSlice(const state::Store& store, Instant now) {
  Selection& selection = *backlog_.Pop();
  WorkBudget budget(slice_work_);
  const state::StoreHeadPtr before = selection.head().store;
  selection.DoSlice(store, budget);
  if (selection.head().store != before) {
    SelectionSubscribers& group = by_selection_.at(&selection);
    group.notified_version = selection.change_version();
    FlushAll(group, store, now);
  }
  if (selection.IsBehind(store)) backlog_.Add(&selection);
}

// A single flush may have let a selection catch up before this is called, so its own change_version says whether its
// subscribers have been flushed since. (The watchers catch up again in Next(): one comparison, as nothing has changed.)
void WatcherGroup::FlushChanged(const state::Store& store, Instant now) {
  WorkBudget budget(slice_work_);
  for (auto& [key, group] : by_selection_) {
    CatchUp(*group.selection, store, budget);
    if (group.notified_version == group.selection->change_version()) continue;
    group.notified_version = group.selection->change_version();
    FlushAll(group, store, now);
  }
  const std::vector<Subscriber*> awaiting(awaiting_any_change_.begin(), awaiting_any_change_.end());
  for (Subscriber* subscriber : awaiting) Flush(*subscriber, store, now);
}

void WatcherGroup::FlushDue(const state::Store& store, Instant now) {
  if (now >= evidence_expiry_) FlushExpired(store, now);
  while (Subscriber* const subscriber = wake_times_.PopDue(now)) Flush(*subscriber, store, now);
}

// All selections share one expiry time. If newer evidence has arrived, this only computes the new expiry.
void WatcherGroup::FlushExpired(const state::Store& store, Instant now) {
  WorkBudget budget(slice_work_);
  Instant next = Instant::InfiniteFuture();
  for (const auto& [key, group] : by_selection_) {
    CatchUp(*group.selection, store, budget);
    const Instant expiry = group.selection->EvidenceExpiry();
    if (expiry > now) {
      next = std::min(next, expiry);
    } else {
      FlushAll(group, store, now);
    }
  }
  evidence_expiry_ = next;
}

}  // namespace rollcall::watch
