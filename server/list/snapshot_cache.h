// SPDX-License-Identifier: Apache-2.0
// Keeps the snapshots of listings that are under way, so that later pages show the same state as the first one.
//
// Both the time and the number that it keeps are limited. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/log.h"
#include "base/mutex.h"
#include "rollcall/instant.h"
#include "server/list/filtered_nodes.h"
#include "server/list/list_identity.h"
#include "server/list/list_query.h"
#include "server/state/source_status.h"
#include "server/state/store.h"

namespace rollcall::list {

// What the pages of one request are cut from, and what their headers are made of (response::MakeHeader).
struct Listing {
  FilteredNodesPtr nodes;
  state::SourceStatus source;               // the present one
  Instant as_of = Instant::InfinitePast();  // evidence about `nodes`
};

struct SnapshotCacheLimits {
  absl::Duration keep_for = absl::Seconds(60);  // after the last use
  size_t max_snapshots = 64;
  // What all kept snapshots and requests take beside the present state: the nodes that only they still hold, and their
  // lists of nodes. It is counted when a snapshot is kept and when the expired ones are dropped. The snapshot that was
  // used last is kept at any size, so that a listing of a very large state comes to its end.
  int64_t max_bytes = int64_t{256} << 20;
};

class SnapshotCache {
 public:
  // The newest snapshot, and the source status that was read before it, so that its as_of holds for the snapshot.
  struct State {
    state::SnapshotPtr snapshot;
    state::SourceStatus source;
  };

  SnapshotCache() = default;
  explicit SnapshotCache(SnapshotCacheLimits limits) : limits_(limits) {}

  // The listing that query.page_token continues; `query` has one. Its snapshot is a kept one, or `current` if that is
  // the same state: any replica can continue a listing. PAGE_TOKEN_EXPIRED if there is neither, or if the
  // token is of a server that decodes records otherwise. The source is that of
  // `current`, because a caller of every page asks how the server is now; newer evidence than that of the kept snapshot
  // is not about it.
  absl::StatusOr<Listing> Continue(const ListQuery& query, const State& current, Instant now)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Keeps what the next page of `listing` needs. To be called whenever a page token is sent. `newest` is the store's
  // newest snapshot, which is held anyway.
  void Keep(const Listing& listing, const ListQuery& query, const state::SnapshotPtr& newest, Instant now)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Drops snapshots that were not used for keep_for, and those above the limits, which grow when the state changes.
  // Keep does so too, but if no list request comes, only this does: to be called regularly. If `newest` is null,
  // the limits are left to the next call.
  void DropExpired(const state::SnapshotPtr& newest, Instant now) ABSL_LOCKS_EXCLUDED(mutex_);

  size_t size() const ABSL_LOCKS_EXCLUDED(mutex_);
  // See SnapshotCacheLimits::max_bytes.
  int64_t bytes() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // The nodes of one request, so that its later pages need not evaluate the filter again.
  struct RequestNodes {
    ListIdentity identity;
    FilteredNodesPtr nodes;
  };
  struct Entry {
    state::SnapshotPtr snapshot;
    std::string cluster_id;
    Instant as_of;
    Instant last_used;
    std::vector<RequestNodes> requests;
  };
  using Entries = std::list<Entry>;  // the most recently used first

  static FilteredNodesPtr FindNodes(const Entry& entry, const ListIdentity& identity);
  static int64_t BytesOf(const RequestNodes& request);
  static int64_t BytesOfRequests(const Entry& entry);

  Entries::iterator Find(int64_t revision, uint64_t digest) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Use(Entries::iterator entry, Instant now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Both move what goes to `dropped`, which the caller destroys outside the lock: a large snapshot takes milliseconds.
  void TakeExpired(Instant now, Entries& dropped) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EnforceLimits(const state::SnapshotPtr& newest, Instant now, Entries& dropped)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  int64_t CountBytes(const state::SnapshotPtr& newest) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DropLast(Entries& dropped) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Drops the last one because of a limit, `why`.
  void DropForLimit(Instant now, const std::string& why, Entries& dropped) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const SnapshotCacheLimits limits_{};
  mutable Mutex mutex_;
  RepeatedFault dropped_log_;  // for the log
  Entries entries_ ABSL_GUARDED_BY(mutex_);
  int64_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;  // when it was counted last
};

}  // namespace rollcall::list
