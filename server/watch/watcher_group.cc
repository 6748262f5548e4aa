// SPDX-License-Identifier: Apache-2.0
#include "server/watch/watcher_group.h"

#include <algorithm>
#include <vector>

#include "server/watch/watcher.h"

namespace rollcall::watch {

void WatcherGroup::Add(Subscriber& subscriber) {
  const std::shared_ptr<Selection>& selection = subscriber.watcher().selection();
  Group& group = groups_[selection.get()];
  if (group.selection == nullptr) group = {selection, selection->change_version(), {}};
  group.subscribers.insert(&subscriber);
}

void WatcherGroup::Remove(Subscriber& subscriber) {
  const auto group = groups_.find(subscriber.watcher().selection().get());
  group->second.subscribers.erase(&subscriber);
  if (group->second.subscribers.empty()) groups_.erase(group);
  awaiting_any_change_.erase(&subscriber);
  wake_times_.Forget(&subscriber);
}

void WatcherGroup::Flush(Subscriber& subscriber, const state::Store& store, absl::Time now) {
  subscriber.TrySend(store, now);
  if (subscriber.watcher().WaitsForAnyChange()) {
    awaiting_any_change_.insert(&subscriber);
  } else {
    awaiting_any_change_.erase(&subscriber);
  }
  if (!subscriber.IsBusy()) wake_times_.Set(&subscriber, subscriber.watcher().WakeAt());
  const absl::Time expiry = subscriber.watcher().selection()->EvidenceExpiry();
  if (expiry > now) evidence_expiry_ = std::min(evidence_expiry_, expiry);
}

void WatcherGroup::FlushGroup(const Group& group, const state::Store& store, absl::Time now) {
  for (Subscriber* subscriber : group.subscribers) Flush(*subscriber, store, now);
}

// A selection may have been caught up by a reader that was pumped in the meantime: so the news that its readers were
// told of are counted here.
void WatcherGroup::FlushChanged(const state::Store& store, absl::Time now) {
  for (auto& [key, group] : groups_) {
    group.selection->CatchUp(store);
    if (group.notified_version == group.selection->change_version()) continue;
    group.notified_version = group.selection->change_version();
    FlushGroup(group, store, now);
  }
  const std::vector<Subscriber*> awaiting(awaiting_any_change_.begin(), awaiting_any_change_.end());
  for (Subscriber* subscriber : awaiting) Flush(*subscriber, store, now);
}

void WatcherGroup::FlushDue(const state::Store& store, absl::Time now) {
  if (now >= evidence_expiry_) FlushExpired(store, now);
  while (Subscriber* const subscriber = wake_times_.TakeDue(now)) Flush(*subscriber, store, now);
}

// The evidence lapses for all selections at once, unless newer evidence came in the meantime: then it is only found out
// here until when that holds.
void WatcherGroup::FlushExpired(const state::Store& store, absl::Time now) {
  absl::Time next = absl::InfiniteFuture();
  for (const auto& [key, group] : groups_) {
    group.selection->CatchUp(store);
    const absl::Time expiry = group.selection->EvidenceExpiry();
    if (expiry > now) {
      next = std::min(next, expiry);
    } else {
      FlushGroup(group, store, now);
    }
  }
  evidence_expiry_ = next;
}

}  // namespace rollcall::watch
