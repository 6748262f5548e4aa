// SPDX-License-Identifier: Apache-2.0
#include "server/list/page_cache.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace rollcall::list {

bool PageCache::IsOf(const Entry& entry, const ListQuery& query) {
  return entry.method == query.method && entry.view == query.view && entry.page_size == query.page_size &&
         entry.filter == query.filter.canonical();
}

std::optional<EncodedPage> PageCache::Find(const state::Snapshot& snapshot, const ListQuery& query) {
  MutexLock lock(mutex_);
  if (snapshot_.get() != &snapshot) return std::nullopt;
  const auto entry =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& known) { return IsOf(known, query); });
  if (entry == entries_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, entry);
  return entry->page;
}

void PageCache::Keep(const EncodedPage& page, const ListQuery& query) {
  std::list<Entry> outdated;  // dies outside the lock
  state::SnapshotPtr snapshot = page.nodes->snapshot();
  MutexLock lock(mutex_);
  const bool is_older =
      snapshot_ != nullptr && snapshot_->epoch == snapshot->epoch && snapshot->revision < snapshot_->revision;
  if (is_older) return;  // another caller has seen a newer one meanwhile
  if (snapshot_ != snapshot) {
    outdated.swap(entries_);
    snapshot_.swap(snapshot);
  }
  entries_.push_front({query.method, query.view, query.page_size, query.filter.canonical(), page});
  if (entries_.size() > kMaxPages) outdated.splice(outdated.begin(), entries_, std::prev(entries_.end()));
}

}  // namespace rollcall::list
