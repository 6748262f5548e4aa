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
// Not thread-safe: one thread evaluates selections and serves their watches. Deterministic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "base/instant.h"
#include "server/encoding/bytes.h"
#include "server/select/filter.h"
#include "server/select/view.h"
#include "server/state/store.h"
#include "server/watch/batch.h"
#include "server/watch/checkpoint.h"
#include "server/watch/order.h"
#include "server/watch/selection_head.h"

namespace rollcall::watch {

struct SelectionLimits {
  size_t max_removed = 65'536;       // nodes that are not shown and whose position is remembered
  size_t max_batch_bytes = 1 << 20;  // a larger node comes alone
};

class Selection {
 public:
  Selection(select::Filter filter, select::View view, SelectionLimits limits = {});

  // Brings it to the present state of the store. Costs one comparison if the store has not changed.
  void CatchUp(const state::Store& store);

  const SelectionHead& head() const { return head_; }
  // Grows whenever CatchUp found what watches at a checkpoint must be sent at once: a change of what is shown, another
  // source state, or another epoch. Any other change is reported with their next heartbeat.
  uint64_t change_version() const { return change_version_; }
  // When the evidence becomes too old to be called current; InfiniteFuture if the source is not current anyway.
  Instant EvidenceExpiry() const;
  // A cursor before this may have missed removals that are forgotten.
  state::ChangePosition horizon() const { return contents_.horizon; }
  // The revision at which it was built from scratch. Nodes that were not shown then have no position.
  int64_t base_revision() const { return contents_.base_revision; }
  uint64_t request_hash() const { return request_hash_; }
  const select::Filter& filter() const { return filter_; }

  bool HasChangesAfter(state::ChangePosition cursor) const {
    return !contents_.order.empty() && contents_.order.rbegin()->first > cursor;
  }
  // See EncodeBatch. Cursors that ask for the same batch share its bytes until the next change.
  Batch NextBatch(state::ChangePosition cursor, int64_t floor);
  // The same for an order that was frozen from this selection.
  Batch NextBatch(const Order& frozen, state::ChangePosition cursor, int64_t floor) const {
    return EncodeBatch(frozen, Format(), cursor, floor);
  }
  // See watch::EncodePending.
  encoding::BytesPtr EncodePending(std::vector<PendingNode>& pending) const;
  bool Shows(int32_t node_id) const { return FindShown(node_id) != nullptr; }
  // A checkpoint at head(), for messages composed at about `now`.
  CheckpointField Checkpoint(Instant now);
  // The order as it is now.
  const Order& order() const { return contents_.order; }

 private:
  // Where a node is in the order.
  struct Entry {
    state::ChangePosition position;
    int64_t evaluated = state::kNoRevision;  // mod_revision of the version that was evaluated last
  };
  // What follows from the store's nodes. Built from scratch when the store cannot say what has changed.
  struct Contents {
    Order order;
    absl::flat_hash_map<int32_t, Entry> entries;              // by node id; one for each item of `order`
    absl::btree_map<state::ChangePosition, int32_t> removed;  // the items of `order` that are not shown
    state::ChangePosition horizon = After(state::kNoRevision);
    int64_t base_revision = state::kNoRevision;
    uint64_t digest = 0;
    int32_t node_count = 0;
  };
  struct CachedBatch {
    Batch batch;  // without bytes if they are not kept
    std::weak_ptr<const std::string> in_use;
  };
  struct CachedCheckpoint {
    CheckpointField field;
    Instant composed_at;
  };

  BatchFormat Format() const { return {filter_, view_, limits_.max_batch_bytes}; }
  encoding::EncodedNodePtr FindShown(int32_t node_id) const;
  void ApplyChanges(const state::Changes& changes);
  void Rebuild(const state::Changes& changes);
  void Evaluate(const state::NodeVersion& version);
  void Show(const state::NodeVersion& version);
  void Hide(const state::NodeVersion& version);
  int64_t LeftAt(const state::NodeVersion& version, const Entry* entry) const;
  void RemoveFromOrder(const Entry& entry);
  void ForgetOldRemovals();
  void SetHead(state::StoreHeadPtr store);

  const select::Filter filter_;
  const select::View view_;
  const uint64_t request_hash_;
  const SelectionLimits limits_;

  Contents contents_;
  SelectionHead head_{std::make_shared<const state::StoreHead>()};
  uint64_t change_version_ = 0;
  uint64_t seen_store_version_ = 0;
  // By cursor and floor, for the present head. Bytes are kept from the second request on: most batches are for one
  // watcher only.
  std::map<std::pair<state::ChangePosition, int64_t>, CachedBatch> batches_;
  CachedCheckpoint checkpoint_;
};

}  // namespace rollcall::watch
