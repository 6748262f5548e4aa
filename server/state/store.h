// SPDX-License-Identifier: Apache-2.0
// The present state of the server: one index, the status of its source, and the listeners for changes.
//
// One thread writes it, the feed's. All others read it. Thread-safe. Readers copy pointers under a short lock and work
// outside it, so that the feed never waits for a reader: a new snapshot is made from the previous one and the changes
// since. A rebuilt index replaces the old one as a whole and begins a new epoch.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/mutex.h"
#include "rollcall/instant.h"
#include "server/state/change_listeners.h"
#include "server/state/index.h"
#include "server/state/server_identity.h"
#include "server/state/source_status.h"

namespace rollcall::state {

// The live nodes at one revision, ordered by id. Immutable.
struct Snapshot {
  uint64_t epoch = 0;
  int64_t revision = kNoRevision;
  uint64_t digest = 0;
  // As the functions of Index with these names, at this revision. Of what this snapshot shows, a later state of the
  // same epoch no longer has more than what was outdated in between, nor more than the live bytes.
  int64_t live_bytes = 0;
  int64_t outdated_bytes = 0;
  InvalidKeySummaryPtr invalid_keys;
  std::shared_ptr<const std::vector<NodeVersionPtr>> nodes;
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

// The store's position: its revision and everything about it but the nodes. Immutable. All readers share one object
// until the next change. `source` was set before `revision` was reached, so its as_of holds for `revision`.
struct StoreHead {
  uint64_t epoch = 0;  // 0 while nothing can be served
  int64_t revision = kNoRevision;
  int64_t horizon = kNoRevision;
  int32_t problem_count = 0;  // live records whose keys are no node id
  SourceStatus source;
  ServerIdentityPtr server;     // not null
  std::vector<Anchor> anchors;  // the newest changes at `revision`, newest first
};
using StoreHeadPtr = std::shared_ptr<const StoreHead>;

// The changes above a revision, up to the store's head. Immutable.
struct Changes {
  StoreHeadPtr head;
  std::vector<NodeVersionPtr> versions;  // in the order of change
};
using ChangesPtr = std::shared_ptr<const Changes>;

// Where an index that replaces another one is from.
enum class History {
  kOther,      // maybe from another topic, or from one that was truncated
  kSameTopic,  // certainly from the same topic
};

class Store {
 public:
  // The server whose state this is. To be called before anything is served; not thread-safe.
  void SetServer(ServerIdentity server);

  // --- for the feed ---
  // Applies an update to the index, as Index::Apply does. Replace must have been called before.
  void Apply(const Update& update, int64_t revision) ABSL_LOCKS_EXCLUDED(mutex_);
  // Serves `index`, which is not null, from now on. Begins a new epoch. If the index is from the same topic as the one
  // before and continues it (Index::Continues), anchors that the one before knew are known still, although compaction
  // may have removed their records.
  void Replace(std::unique_ptr<Index> index, SourceStatus source, History history = History::kOther)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Does nothing if `source` is the present status.
  void SetSource(SourceStatus source) ABSL_LOCKS_EXCLUDED(mutex_);
  // As the functions of Index with these names; null or nullopt while nothing can be served.
  encoding::EncodedNodePtr NewestShown(int64_t below = std::numeric_limits<int64_t>::max()) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  std::optional<RecordId> LastRecord(int64_t below) const ABSL_LOCKS_EXCLUDED(mutex_);
  // The offset of the first of `record_ids` at which another record, or none, was read; nullopt if no conflict is
  // known.
  std::optional<int64_t> FindConflict(absl::Span<const RecordId> record_ids) const ABSL_LOCKS_EXCLUDED(mutex_);
  // The offset of the first of `record_ids` at which another record was read; nullopt if none is known.
  std::optional<int64_t> FindOther(absl::Span<const RecordId> record_ids) const ABSL_LOCKS_EXCLUDED(mutex_);

  // --- for readers ---
  // Grows with every change that readers can see. Takes no lock.
  uint64_t Version() const { return version_.load(std::memory_order_acquire); }
  SourceStatus Source() const ABSL_LOCKS_EXCLUDED(mutex_);
  // How many indexes have been served; 0 while nothing can be served.
  uint64_t Epoch() const ABSL_LOCKS_EXCLUDED(mutex_);
  // kNoRevision while nothing can be served.
  int64_t Revision() const ABSL_LOCKS_EXCLUDED(mutex_);
  bool IsReady() const ABSL_LOCKS_EXCLUDED(mutex_);
  const ServerIdentity& Server() const { return *server_; }
  // The number of live nodes; 0 while nothing can be served.
  int32_t NodeCount() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Null while nothing can be served.
  SnapshotPtr Latest() const ABSL_LOCKS_EXCLUDED(snapshot_mutex_, mutex_);
  // Replaces the snapshot that the next one is made from by the newest one, if there is one: it holds all nodes that
  // changed since. To be called regularly.
  void RefreshSnapshot() const ABSL_LOCKS_EXCLUDED(snapshot_mutex_, mutex_);
  // The changes above `revision` of `epoch`, or AllNodes if the epoch is over. The same call before the next change
  // returns the same object.
  ChangesPtr ChangesSince(uint64_t epoch, int64_t revision) const ABSL_LOCKS_EXCLUDED(mutex_);
  // All nodes at the present state, or at one that is a little older and that another caller still holds: many that
  // begin at once share one copy. ChangesSince leads on from there: no deletion since was forgotten.
  ChangesPtr AllNodes() const ABSL_LOCKS_EXCLUDED(mutex_);
  // The position in `anchors` of the first one that is known to be in the topic's history; nullopt if none is, or if
  // the epoch is over.
  std::optional<size_t> FindKnownAnchor(uint64_t epoch, absl::Span<const Anchor> anchors) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  // As Index::Find; null also if the epoch is over.
  NodeVersionPtr Find(uint64_t epoch, int32_t node_id) const ABSL_LOCKS_EXCLUDED(mutex_);
  // As Index::exact_from; nullopt if the epoch is over.
  std::optional<ExactFrom> FindExactFrom(uint64_t epoch) const ABSL_LOCKS_EXCLUDED(mutex_);

  // `listener` is called after every change, on the feed's thread and without the store's locks; it must not block. The
  // watches, the health service, lists that wait for a revision and viewers of the status page subscribe.
  // The result must not outlive the store.
  Subscription Subscribe(std::function<void()> listener) { return listeners_.Add(std::move(listener)); }

 private:
  // The last result of ChangesSince and the arguments that it was for.
  struct LastChanges {
    uint64_t epoch = 0;
    int64_t revision = kNoRevision;
    ChangesPtr changes;
  };

  // The snapshot of the present revision; null if it was not made yet.
  SnapshotPtr LatestIfMade() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  SnapshotPtr MakeSnapshot() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(snapshot_mutex_) ABSL_LOCKS_EXCLUDED(mutex_);
  ChangesPtr MakeChanges(uint64_t epoch, int64_t revision, ChangesPtr& outdated) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  ChangesPtr MakeAllNodes(ChangesPtr& outdated) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  StoreHeadPtr MakeHead() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Notify();

  // Does not change once something is served.
  ServerIdentityPtr server_ = std::make_shared<const ServerIdentity>();
  mutable Mutex snapshot_mutex_ ABSL_ACQUIRED_BEFORE(mutex_);  // held while one reader makes a snapshot for all readers
  mutable Mutex mutex_;
  std::unique_ptr<Index> index_ ABSL_GUARDED_BY(mutex_);
  uint64_t epoch_ ABSL_GUARDED_BY(mutex_) = 0;
  SourceStatus source_ ABSL_GUARDED_BY(mutex_);
  mutable SnapshotPtr latest_ ABSL_GUARDED_BY(mutex_);        // the last snapshot made; null before the first
  mutable LastChanges last_changes_ ABSL_GUARDED_BY(mutex_);  // empty after a change
  mutable std::weak_ptr<const Changes> all_nodes_ ABSL_GUARDED_BY(mutex_);  // the last result of AllNodes
  std::atomic<uint64_t> version_ = 1;
  ChangeListeners listeners_;
};

}  // namespace rollcall::state
