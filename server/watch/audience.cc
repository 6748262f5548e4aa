#include "server/watch/audience.h"

#include <algorithm>
#include <vector>

#include "server/watch/watcher.h"

namespace rollcall::watch {

void Audience::Add(Reader& reader) {
  const std::shared_ptr<Selection>& selection = reader.watcher().selection();
  Group& group = groups_[selection.get()];
  if (group.selection == nullptr) group = {selection, selection->news_count(), {}};
  group.readers.insert(&reader);
}

void Audience::Remove(Reader& reader) {
  const auto group = groups_.find(reader.watcher().selection().get());
  group->second.readers.erase(&reader);
  if (group->second.readers.empty()) groups_.erase(group);
  attentive_.erase(&reader);
  wake_times_.Forget(&reader);
}

void Audience::Pump(Reader& reader, const state::Store& store, absl::Time now) {
  reader.Pump(store, now);
  if (reader.watcher().WaitsForAnyChange()) {
    attentive_.insert(&reader);
  } else {
    attentive_.erase(&reader);
  }
  if (!reader.IsBusy()) wake_times_.Set(&reader, reader.watcher().WakeAt());
  const absl::Time lapse_at = reader.watcher().selection()->LapseAt();
  if (lapse_at > now) lapse_at_ = std::min(lapse_at_, lapse_at);
}

void Audience::PumpGroup(const Group& group, const state::Store& store, absl::Time now) {
  for (Reader* reader : group.readers) Pump(*reader, store, now);
}

// A selection may have been caught up by a reader that was pumped in the meantime: so the news that its readers were
// told of are counted here.
void Audience::PumpChanged(const state::Store& store, absl::Time now) {
  for (auto& [key, group] : groups_) {
    group.selection->CatchUp(store);
    if (group.told == group.selection->news_count()) continue;
    group.told = group.selection->news_count();
    PumpGroup(group, store, now);
  }
  const std::vector<Reader*> attentive(attentive_.begin(), attentive_.end());
  for (Reader* reader : attentive) Pump(*reader, store, now);
}

void Audience::PumpDue(const state::Store& store, absl::Time now) {
  if (now >= lapse_at_) PumpLapsed(store, now);
  while (Reader* const reader = wake_times_.TakeDue(now)) Pump(*reader, store, now);
}

// The evidence lapses for all selections at once, unless newer evidence came in the meantime: then it is only found out
// here until when that holds.
void Audience::PumpLapsed(const state::Store& store, absl::Time now) {
  absl::Time next = absl::InfiniteFuture();
  for (const auto& [key, group] : groups_) {
    group.selection->CatchUp(store);
    const absl::Time lapse_at = group.selection->LapseAt();
    if (lapse_at > now) {
      next = std::min(next, lapse_at);
    } else {
      PumpGroup(group, store, now);
    }
  }
  lapse_at_ = next;
}

}  // namespace rollcall::watch
