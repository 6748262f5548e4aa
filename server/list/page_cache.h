// SPDX-License-Identifier: Apache-2.0
// First pages of the newest snapshot, encoded but for their headers: many callers ask for the same one again and again.
//
// Thread-safe.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "base/mutex.h"
#include "server/list/list_query.h"
#include "server/list/page_builder.h"
#include "server/state/store.h"

namespace rollcall::list {

class PageCache {
 public:
  // Of the newest snapshot; the one that was not used for longest goes. A page is about 1 MiB at most.
  static constexpr size_t kMaxPages = 8;

  // nullopt: this page is not known. Pages are known of one snapshot only. `query` has no page token.
  std::optional<EncodedPage> Find(const state::Snapshot& snapshot, const ListQuery& query) ABSL_LOCKS_EXCLUDED(mutex_);
  void Keep(const EncodedPage& page, const ListQuery& query) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Entry {
    ListMethod method;
    select::View view;
    size_t page_size;
    std::string filter;
    EncodedPage page;
  };
  static bool IsOf(const Entry& entry, const ListQuery& query);

  Mutex mutex_;
  state::SnapshotPtr snapshot_ ABSL_GUARDED_BY(mutex_);
  std::list<Entry> entries_ ABSL_GUARDED_BY(mutex_);  // the one used last first
};

}  // namespace rollcall::list
