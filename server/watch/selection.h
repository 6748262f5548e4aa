// SPDX-License-Identifier: Apache-2.0
// One distinct filter and view, shared by all watches that ask for it: its nodes in the order in which they last
// mattered to it.
//
// A watch is a cursor into that order. A shown node stands at its last change; a node that is not shown stands where it
// last left (its removal is pending to cursors before that place, and to no others). Messages are encoded once per
// cursor and shared; a node of which this shows less, or more, than others do is encoded for each of them, and not
// kept: there may be a thousand selections. Not thread-safe: one thread evaluates selections and serves their watches.
// Deterministic.
//
// When did a node that is not shown leave? If its versions followed each other without a gap and none was shown, it did
// not leave again: its place stays. If anything may have lain between (a compacted record, two changes seen as one), it
// may have been shown there, on this replica or on the one that a client comes from: then it left with its last change.
// Nodes that were not shown when the selection was made are not kept; a client that resumes from before that is told of
// them one by one (Watcher).
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "server/response/header.h"
#include "server/select/filter.h"
#include "server/select/view.h"
#include "server/state/store.h"

namespace rollcall::watch {

using BytesPtr = std::shared_ptr<const std::string>;

// The state that a selection was brought to. Cheap to copy: selections share the tip.
struct Reached {
  state::StoreHeadPtr head;
  uint64_t digest = 0;
  int32_t node_count = 0;

  uint64_t epoch() const { return head->epoch; }  // 0: nothing can be served yet
  int64_t revision() const { return head->revision; }
  const state::SourceStatus& source() const { return head->source; }
};

// After everything at a revision, before everything above it.
inline state::ChangePosition After(int64_t revision) { return {revision, std::numeric_limits<int32_t>::max()}; }

// A run of the order, encoded.
struct Batch {
  BytesPtr bytes;             // fields `updated`, then `removed`, of WatchStatusResponse; may be empty
  state::ChangePosition end;  // of the last item in it
  bool is_last = false;       // nothing stands after it
  size_t items = 0;           // how many of the order it tells
};

// One node's standing in a selection.
struct Item {
  encoding::EncodedNodePtr node;                                         // null: not shown
  v1::RemovedNode::Reason reason = v1::RemovedNode::REASON_UNSPECIFIED;  // of a node that is not shown
};
using Order = absl::btree_map<state::ChangePosition, Item>;

// The order as it stood at one revision, kept for a reader that is too slow for the live one.
struct FrozenOrder {
  Order order;
  Reached reached;
  absl::Time made_at;
  bool is_lost = false;  // taken away: `order` is empty now
};

// A node whose present standing a client must be told, and which record removed it if it is not shown.
struct PendingNode {
  int32_t id = 0;
  int64_t revision_if_gone = state::kNoRevision;
  v1::RemovedNode::Reason reason_if_gone = v1::RemovedNode::REASON_DELETED;
};

struct SelectionLimits {
  size_t max_removed = 65'536;       // nodes that are not shown and whose place is remembered
  size_t max_batch_bytes = 1 << 20;  // a larger node comes alone
};

// A checkpoint field of WatchStatusResponse, and the state of the source that it tells.
struct CheckpointField {
  BytesPtr bytes;
  v1::SourceState source_state = v1::SOURCE_STATE_UNSPECIFIED;
};

class Selection {
 public:
  Selection(select::Filter filter, select::View view, SelectionLimits limits = {});

  // Brings it to what the store holds now.
  void CatchUp(const state::Store& store);

  const Reached& reached() const { return reached_; }
  // Grows whenever CatchUp found what watches that are at a checkpoint are to be told at once: a change of what is
  // shown, another state of the source, another epoch. What shows this selection nothing waits for their heartbeats.
  uint64_t change_version() const { return change_version_; }
  // When the evidence is too old to be called current any longer; InfiniteFuture: the source is not current anyway.
  absl::Time EvidenceExpiry() const;
  // A cursor before this may have missed removals that are forgotten.
  state::ChangePosition horizon() const { return horizon_; }
  // The revision at which it was made; nodes not shown then have no place.
  int64_t made_at() const { return made_at_; }
  uint64_t request_hash() const { return request_hash_; }
  const select::Filter& filter() const { return filter_; }

  bool HasChangesAfter(state::ChangePosition cursor) const {
    return !order_.empty() && order_.rbegin()->first > cursor;
  }
  // What stands after `cursor`, up to the limit (one node at least). Removals at or before `floor` are left out: their
  // reader began with a snapshot taken there and never held those nodes.
  Batch NextBatch(state::ChangePosition cursor, int64_t floor);
  // The same of an order that was frozen here.
  Batch NextBatch(const FrozenOrder& frozen, state::ChangePosition cursor, int64_t floor) const {
    return Encode(frozen.order, cursor, floor);
  }
  // The present standing of single nodes: updated where shown, else removed. Encoded up to the limit; takes from
  // `pending` what it encoded.
  BytesPtr Present(std::vector<PendingNode>& pending) const;
  bool Shows(int32_t node_id) const;
  // A checkpoint at reached(), for answers composed at about `now`.
  CheckpointField Checkpoint(absl::Time now);
  std::shared_ptr<FrozenOrder> Freeze(absl::Time now) const {
    return std::make_shared<FrozenOrder>(FrozenOrder{order_, reached_, now});
  }

 private:
  struct Standing {
    state::ChangePosition position;
    int64_t evaluated = state::kNoRevision;  // `mod_revision` of the version evaluated last
  };

  void Take(const state::Changes& changes);
  void Rebuild(const state::Changes& changes);
  void Evaluate(const state::NodeVersion& version);
  void Show(const state::NodeVersion& version);
  void Hide(const state::NodeVersion& version);
  int64_t LeftAt(const state::NodeVersion& version, const Standing* standing) const;
  void TakeOut(const Standing& standing);
  void ForgetOldRemovals();
  void SetReached(state::StoreHeadPtr head);
  Batch Encode(const Order& order, state::ChangePosition cursor, int64_t floor) const;

  const select::Filter filter_;
  const select::View view_;
  const uint64_t request_hash_;
  const SelectionLimits limits_;

  Order order_;
  absl::flat_hash_map<int32_t, Standing> standings_;
  absl::btree_map<state::ChangePosition, int32_t> removed_;  // places of nodes that are not shown
  Reached reached_{std::make_shared<const state::StoreHead>()};
  uint64_t change_version_ = 0;
  uint64_t seen_store_version_ = 0;
  state::ChangePosition horizon_ = After(state::kNoRevision);
  int64_t made_at_ = state::kNoRevision;
  uint64_t digest_ = 0;
  int32_t node_count_ = 0;

  // A batch that was asked for. It is kept from the second time on: most are for one watcher only.
  struct Asked {
    Batch batch;  // without bytes where they are not kept
    std::weak_ptr<const std::string> in_use;
  };
  std::map<std::pair<state::ChangePosition, int64_t>, Asked> batches_;  // by cursor and floor, for what reached_ is now
  CheckpointField checkpoint_;
  absl::Time checkpoint_time_;
};

CheckpointField EncodeCheckpoint(const Reached& reached, uint64_t request_hash, absl::Time now);

}  // namespace rollcall::watch
