// SPDX-License-Identifier: Apache-2.0
// The states that listings under way are cut from, kept a bounded time and number so that their later pages show the
// same state.
//
// Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "base/mutex.h"
#include "server/list/list_query.h"
#include "server/list/page_builder.h"
#include "server/state/store.h"

namespace rollcall::list {

struct SnapshotCacheLimits {
  absl::Duration keep_for = absl::Seconds(60);  // after the last use
  size_t max_snapshots = 64;
  // Nodes in all kept snapshots and selections together (about 16 bytes each); the snapshot used last is kept at any
  // size.
  size_t max_nodes = 4'000'000;
};

class SnapshotCache {
 public:
  // A snapshot and the source as it was read before it.
  struct State {
    state::SnapshotPtr snapshot;
    state::SourceStatus source;
  };

  SnapshotCache() = default;
  explicit SnapshotCache(SnapshotCacheLimits limits) : limits_(limits) {}

  // What the pages after the first are cut from; query.page_token is set. `current` serves as well as a kept snapshot,
  // if it is the same state: any replica continues a listing. PAGE_TOKEN_EXPIRED if neither is.
  absl::StatusOr<Listing> Continue(const ListQuery& query, const State& current, absl::Time now)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // A token for a further page of `listing` was given out.
  void Keep(const Listing& listing, const ListQuery& query, absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);

  // Keep and Continue do this too; without calls to them, somebody should now and then.
  void DropExpired(absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);

  size_t size() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // The selected nodes of one request, so that its later pages need not evaluate the filter again.
  struct KeptSelection {
    ListMethod method;
    uint64_t request_hash;
    FilteredNodesPtr nodes;
  };
  struct Kept {
    State state;
    absl::Time last_used;
    std::vector<KeptSelection> selections;
  };
  using Entries = std::list<Kept>;  // the one used last first

  Entries::iterator Find(int64_t revision, uint64_t digest) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Use(Entries::iterator entry, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DropExpiredLocked(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EnforceLimits() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  size_t NodesKept() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const SnapshotCacheLimits limits_{};
  mutable Mutex mutex_;
  Entries kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::list
