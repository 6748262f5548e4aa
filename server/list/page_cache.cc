// SPDX-License-Identifier: Apache-2.0
#include "server/list/page_cache.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "base/check.h"

namespace rollcall::list {
namespace {

bool IsOlder(const state::Snapshot& a, const state::Snapshot& b) {
  return std::tie(a.epoch, a.revision) < std::tie(b.epoch, b.revision);
}

}  // namespace

std::optional<EncodedPage> PageCache::Find(const state::Snapshot& snapshot, const ListQuery& query) {
  CHECK(!query.page_token.has_value());
  MutexLock lock(mutex_);
  if (snapshot_.get() != &snapshot) return std::nullopt;
  const auto entry = FindEntry(query);
  if (entry == entries_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, entry);
  return entry->page;
}

void PageCache::Keep(const EncodedPage& page, const ListQuery& query) {
  CHECK(!query.page_token.has_value());
  Entries dropped;  // destroyed outside the lock
  state::SnapshotPtr snapshot = page.nodes->snapshot();
  MutexLock lock(mutex_);
  if (snapshot_ != nullptr && IsOlder(*snapshot, *snapshot_)) return;  // another caller has listed a newer one
  if (snapshot_ != snapshot) {
    dropped.swap(entries_);
    snapshot_.swap(snapshot);
  }
  if (FindEntry(query) != entries_.end()) return;  // another caller has encoded the same page
  entries_.push_front({query.identity, query.page_size, page});
  if (entries_.size() > kMaxPages) dropped.splice(dropped.begin(), entries_, std::prev(entries_.end()));
}

void PageCache::DropOutdated(uint64_t epoch, int64_t revision) {
  Entries dropped;  // both are destroyed outside the lock
  state::SnapshotPtr snapshot;
  MutexLock lock(mutex_);
  if (snapshot_ == nullptr || (snapshot_->epoch == epoch && snapshot_->revision == revision)) return;
  dropped.swap(entries_);
  snapshot.swap(snapshot_);
}

size_t PageCache::size() const {
  MutexLock lock(mutex_);
  return entries_.size();
}

PageCache::Entries::iterator PageCache::FindEntry(const ListQuery& query) {
  return std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.page_size == query.page_size && entry.identity == query.identity;
  });
}

}  // namespace rollcall::list
