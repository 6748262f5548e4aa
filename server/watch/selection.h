// SPDX-License-Identifier: Apache-2.0
// One distinct filter and view, shared by all watches that ask for it: its nodes in the order in which they last
// changed for it.
//
// A watch is a cursor into that order. A node that is shown is at its last change. A node that is not shown is where it
// last left: cursors before that position still have to be sent its removal, all others must not be. Messages are
// encoded once for each cursor and shared. The bytes of a node that is trimmed or sent in the FULL view are not kept,
// because there may be a thousand selections.
//
// When did a node that is not shown leave? If its versions followed each other without a gap and none of them was
// shown, it did not leave again, so its position stays. If there may have been another version in between (a compacted
// record, or two changes seen as one), that version may have been shown on this replica or on the one that the client
// comes from. Then the node left with its last change. A selection has no position for nodes that were not shown when
// it was built. A client that resumes from before that is sent their state one by one (resume.h).
//
// What takes long is done in slices (DoSlice): to build it from all nodes, and to catch up with many changes. It is
// built aside, and changes are evaluated before any of them is applied, so that meanwhile its watches are served the
// state that it has. Only while very many changes are applied is there no state to be served.
//
// Not thread-safe: one thread evaluates selections and serves their watches. Deterministic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/encoding/bytes.h"
#include "server/select/filter.h"
#include "server/select/matcher.h"
#include "server/select/verdict_memory.h"
#include "server/select/view.h"
#include "server/state/store.h"
#include "server/watch/batch.h"
#include "server/watch/checkpoint.h"
#include "server/watch/contents.h"
#include "server/watch/order.h"
#include "server/watch/selection_head.h"
#include "server/watch/work_budget.h"

namespace rollcall::watch {

struct SelectionLimits {
  size_t max_removed = 65'536;       // nodes that are not shown and whose position is remembered
  size_t max_batch_bytes = 1 << 20;  // a larger node comes alone
  int64_t catch_up_work = 1 << 16;   // what CatchUp does at once, see WorkBudget
};

// The way from a selection's head to a newer state of the store.
struct SelectionWork {
  state::ChangesPtr changes;
  std::optional<Contents> built;          // aside, if it is built from scratch
  absl::InlinedVector<bool, 64> matches;  // the versions evaluated so far, otherwise
  size_t evaluated = 0;                   // of the versions
  size_t applied = 0;                     // of the versions, to the contents
};

class Selection {
 public:
  // Selections of one thread share a memory, which bounds what all of them remember.
  Selection(select::Filter filter, select::View view, SelectionLimits limits = {},
            std::shared_ptr<select::VerdictMemory> memory = std::make_shared<select::VerdictMemory>());

  // Brings it to the present state of the store if that is little work. Otherwise begins the work (HasWork), and later
  // calls leave it to DoSlice. Costs one comparison if the store has not changed.
  void CatchUp(const state::Store& store);
  // Goes on with the work, or begins it, until it is done or the budget is spent. The state that the store had when the
  // work began is served at its end; the changes since are the next work. If the store's epoch is over, the work begins
  // again.
  void DoSlice(const state::Store& store, WorkBudget& budget);
  // Whether it is on its way to another state.
  bool HasWork() const { return work_ != nullptr; }
  // Whether there is work, or the store has changed. Costs one comparison.
  bool IsBehind(const state::Store& store) const { return HasWork() || store.Version() != seen_store_version_; }
  // Whether it can be served: the order, batches and checkpoints belong to head(). False only while many changes are
  // applied; nothing but DoSlice, IsServable and what head() tells may then be used.
  bool IsServable() const { return !HasWork() || work_->applied == 0; }

  const SelectionHead& head() const { return head_; }
  // Grows whenever CatchUp found what watches at a checkpoint must be sent at once: a change of what is shown, another
  // source state, or another epoch. Any other change is reported with their next heartbeat.
  uint64_t change_version() const { return change_version_; }
  // How many changes it has shown since it was made. A watch at a checkpoint is sent each of them, unless a later
  // change of the same node replaces it before.
  uint64_t shown_changes() const { return shown_changes_; }
  // When the evidence becomes too old to be called current; InfiniteFuture if the source is not current anyway.
  Instant EvidenceExpiry() const;
  // A cursor before this may have missed removals that are forgotten.
  state::ChangePosition horizon() const { return contents_.horizon(); }
  // The revision at which it was built from scratch. Nodes that were not shown then have no position.
  int64_t base_revision() const { return contents_.base_revision(); }
  uint64_t request_hash() const { return request_hash_; }
  const select::Filter& filter() const { return filter_; }

  bool HasChangesAfter(state::ChangePosition cursor) const {
    return !order().empty() && order().rbegin()->first > cursor;
  }
  // See EncodeBatch. Cursors that ask for the same batch share its bytes until the next change.
  Batch NextBatch(state::ChangePosition cursor, int64_t floor);
  // The same for an order that was frozen from this selection.
  Batch NextBatch(const Order& frozen, state::ChangePosition cursor, int64_t floor) {
    return EncodeBatch(frozen, Format(), cursor, floor);
  }
  // See watch::EncodePending.
  encoding::BytesPtr EncodePending(std::vector<PendingNode>& pending);
  bool Shows(int32_t node_id) const {
    const OrderItem* const item = contents_.Find(node_id);
    return item != nullptr && item->IsShown();
  }
  // Whether its order says where the node is, or where it left.
  bool HasPosition(int32_t node_id) const { return contents_.HasPosition(node_id); }
  // A checkpoint at head(), for messages composed at about `now`.
  CheckpointField Checkpoint(Instant now);
  // The order as it is now.
  const Order& order() const { return contents_.order(); }

 private:
  struct CachedBatch {
    Batch batch;  // without bytes if they are not kept
    std::weak_ptr<const std::string> in_use;
  };
  struct CachedCheckpoint {
    CheckpointField field;
    Instant composed_at;
  };

  BatchFormat Format() { return {matcher_, view_, limits_.max_batch_bytes}; }
  void BeginWork(const state::Store& store, WorkBudget& budget);
  void BeginBuilding(state::ChangesPtr all_nodes);
  void ApplyAtOnce(const state::Changes& changes, WorkBudget& budget);
  void AbandonWork();
  void DoWork(WorkBudget& budget);
  // Both return whether they came to the end.
  bool EvaluateVersions(WorkBudget& budget);
  bool ApplyVersions(WorkBudget& budget);
  void FinishWork();
  void FinishChanges(const state::StoreHeadPtr& store);
  void Place(const state::NodeVersion& version, bool matches);
  bool Matches(const state::NodeVersion& version, WorkBudget& budget);
  void SetHead(state::StoreHeadPtr store);

  const select::Filter filter_;
  const select::View view_;
  const uint64_t request_hash_;
  const SelectionLimits limits_;
  // What each change touches is close together.
  select::Matcher matcher_;
  uint64_t seen_store_version_ = 0;
  uint64_t change_version_ = 0;
  uint64_t shown_changes_ = 0;
  std::unique_ptr<SelectionWork> work_;  // null if there is none; apart, because few selections have any at a time
  SelectionHead head_{std::make_shared<const state::StoreHead>()};
  Contents contents_;
  // By cursor and floor, for the present head. Bytes are kept from the second request on: most batches are for one
  // watcher only.
  std::map<std::pair<state::ChangePosition, int64_t>, CachedBatch> batches_;
  CachedCheckpoint checkpoint_;
};

}  // namespace rollcall::watch
