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
  if (is_new) entry->second = {selection, selection->change_version(), {}};
  const bool was_absent = entry->second.subscribers.insert(&subscriber).second;
  CHECK(was_absent);
  return Membership(*this, selection.get(), subscriber);
}

void WatcherGroup::Remove(const Selection* selection, Subscriber& subscriber) {
  const auto entry = by_selection_.find(selection);
  CHECK(entry != by_selection_.end());
  CHECK_EQ(entry->second.subscribers.erase(&subscriber), 1u);
  if (entry->second.subscribers.empty()) by_selection_.erase(entry);
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
  const Instant expiry = subscriber.watcher().selection()->EvidenceExpiry();
  if (expiry > now) evidence_expiry_ = std::min(evidence_expiry_, expiry);
}

void WatcherGroup::FlushAll(const SelectionSubscribers& group, const state::Store& store, Instant now) {
  for (Subscriber* subscriber : group.subscribers) Flush(*subscriber, store, now);
}

// A single flush may have let a selection catch up before this is called, so its own change_version says whether its
// subscribers have been flushed since. (The watchers catch up again in Next(): one comparison, as nothing has changed.)
void WatcherGroup::FlushChanged(const state::Store& store, Instant now) {
  for (auto& [key, group] : by_selection_) {
    group.selection->CatchUp(store);
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
  Instant next = Instant::InfiniteFuture();
  for (const auto& [key, group] : by_selection_) {
    group.selection->CatchUp(store);
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
