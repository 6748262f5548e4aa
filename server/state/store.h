// SPDX-License-Identifier: Apache-2.0
// What is true now: one index, the state of its source, and who wants to hear of changes.
//
// Written by the feed, read by everyone else; thread-safe. Readers copy pointers under a short lock and work outside
// it, so that the feed never waits for one of them: a snapshot is made from the one before and what changed since. A
// rebuilt index replaces the old one whole and begins a new epoch.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/mutex.h"
#include "server/state/change_listeners.h"
#include "server/state/index.h"
#include "server/state/source_status.h"

namespace rollcall::state {

// The nodes at one revision, ordered by id. Immutable.
struct Snapshot {
  uint64_t epoch = 0;
  int64_t revision = kNoRevision;
  uint64_t digest = 0;
  InvalidKeySummaryPtr invalid_keys;
  std::shared_ptr<const std::vector<NodeVersionPtr>> nodes;
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

// How far the store has come, and what belongs to that. Immutable, shared by all who look before the next change.
// `source` was true before `revision` was read, so its as_of holds for it.
struct StoreHead {
  uint64_t epoch = 0;  // 0: nothing can be served yet
  int64_t revision = kNoRevision;
  int64_t horizon = kNoRevision;
  int32_t problem_count = 0;
  SourceStatus source;
  std::vector<Anchor> anchors;  // the newest changes at `revision`, newest first
};
using StoreHeadPtr = std::shared_ptr<const StoreHead>;

// What changed above a revision, up to the tip. Immutable.
struct Changes {
  StoreHeadPtr head;
  std::vector<NodeVersionPtr> versions;  // in the order of change
};
using ChangesPtr = std::shared_ptr<const Changes>;

class Store {
 public:
  // --- for the feed ---
  void Apply(const Update& update, int64_t revision) ABSL_LOCKS_EXCLUDED(mutex_);
  void Replace(std::unique_ptr<Index> index, SourceStatus source) ABSL_LOCKS_EXCLUDED(mutex_);
  void SetSource(SourceStatus source) ABSL_LOCKS_EXCLUDED(mutex_);
  // See Index.
  encoding::EncodedNodePtr NewestShown(int64_t below = std::numeric_limits<int64_t>::max()) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  std::optional<RecordId> LastRecord(int64_t below) const ABSL_LOCKS_EXCLUDED(mutex_);
  // The offset of the first of `marks` at which another record, or none, was read; nullopt: nothing is known against
  // them.
  std::optional<int64_t> FindConflict(absl::Span<const RecordId> record_ids) const ABSL_LOCKS_EXCLUDED(mutex_);

  // --- for readers ---
  // Grows with every change that readers can see; read without a lock.
  uint64_t Version() const { return version_.load(std::memory_order_acquire); }
  SourceStatus Source() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Counts the indexes served; 0: none yet.
  uint64_t Epoch() const ABSL_LOCKS_EXCLUDED(mutex_);
  // kNoRevision while nothing can be served.
  int64_t Revision() const ABSL_LOCKS_EXCLUDED(mutex_);
  bool IsReady() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Nodes shown; 0 while nothing can be served.
  int32_t NodeCount() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Null while nothing can be served.
  SnapshotPtr Latest() const ABSL_LOCKS_EXCLUDED(snapshot_mutex_, mutex_);
  // Above `revision` of `epoch`; everything where the epoch is another one now. Who asks the same again before the next
  // change is given the same object.
  ChangesPtr ChangesSince(uint64_t epoch, int64_t revision) const ABSL_LOCKS_EXCLUDED(mutex_);
  // The first of `anchors` that stands in the topic's history, as a position in `anchors`; nullopt: none does, or the
  // epoch is over.
  std::optional<size_t> FindKnownAnchor(uint64_t epoch, absl::Span<const Anchor> anchors) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Null: never seen, or gone and forgotten, or the epoch is over.
  NodeVersionPtr Find(uint64_t epoch, int32_t node_id) const ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Time ExactSince() const ABSL_LOCKS_EXCLUDED(mutex_);

  // `listener` is called after every change, on the feed's thread and without the store's locks; it must not block.
  // The result must not outlive the store.
  Subscription Subscribe(std::function<void()> listener) { return listeners_.Add(std::move(listener)); }

 private:
  // What was last given out by ChangesSince, and for which question.
  struct LastChanges {
    uint64_t epoch = 0;
    int64_t revision = kNoRevision;
    ChangesPtr changes;
  };

  SnapshotPtr LatestIfMade() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  SnapshotPtr MakeSnapshot() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(snapshot_mutex_) ABSL_LOCKS_EXCLUDED(mutex_);
  StoreHeadPtr MakeHead() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Notify();

  mutable Mutex snapshot_mutex_ ABSL_ACQUIRED_BEFORE(mutex_);  // held while one reader makes a snapshot for all
  mutable Mutex mutex_;
  std::unique_ptr<Index> index_ ABSL_GUARDED_BY(mutex_);
  uint64_t epoch_ ABSL_GUARDED_BY(mutex_) = 0;
  SourceStatus source_ ABSL_GUARDED_BY(mutex_);
  mutable SnapshotPtr latest_ ABSL_GUARDED_BY(mutex_);
  mutable LastChanges last_changes_ ABSL_GUARDED_BY(mutex_);  // empty after a change
  std::atomic<uint64_t> version_ = 1;
  ChangeListeners listeners_;
};

}  // namespace rollcall::state
