// SPDX-License-Identifier: Apache-2.0
// Keeps first pages of the newest snapshot in encoded form, because many callers send the same request again and again.
//
// Thread-safe.
#pragma once

#include <cstddef>
#include <list>
#include <optional>

#include "base/mutex.h"
#include "server/list/list_identity.h"
#include "server/list/list_query.h"
#include "server/list/page_builder.h"
#include "server/state/store.h"

namespace rollcall::list {

class PageCache {
 public:
  // A page has about 1 MiB at most. If there are more pages, the least recently used one is dropped.
  static constexpr size_t kMaxPages = 8;

  // The page that was kept for a request like `query`, which has no page token. nullopt if there is none, or if the
  // kept pages belong to another snapshot.
  std::optional<EncodedPage> Find(const state::Snapshot& snapshot, const ListQuery& query) ABSL_LOCKS_EXCLUDED(mutex_);

  // Keeps the first page for `query`. A page of a newer snapshot drops all pages of the one before; a page of an older
  // snapshot is ignored.
  void Keep(const EncodedPage& page, const ListQuery& query) ABSL_LOCKS_EXCLUDED(mutex_);

  // Drops all pages if they belong to another state: they cannot be found any more, but hold their snapshot.
  void DropOutdated(uint64_t epoch, int64_t revision) ABSL_LOCKS_EXCLUDED(mutex_);

  size_t size() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Entry {
    ListIdentity identity;
    size_t page_size;
    EncodedPage page;
  };
  using Entries = std::list<Entry>;  // the most recently used first

  Entries::iterator FindEntry(const ListQuery& query) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable Mutex mutex_;
  state::SnapshotPtr snapshot_ ABSL_GUARDED_BY(mutex_);  // of all entries; null if there are none
  Entries entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::list
