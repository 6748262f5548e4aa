// SPDX-License-Identifier: Apache-2.0
// The nodes of a selection in the order in which they last changed for it, and where the others left (selection.h says
// by which rules). Not thread-safe; deterministic.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "base/check.h"
#include "server/state/store.h"
#include "server/watch/order.h"

namespace rollcall::watch {

class Contents {
 public:
  // Of a selection that was never built.
  Contents() = default;
  // Of one that is built from all nodes of this state, which Show is to be called for if they match.
  explicit Contents(const state::StoreHead& store) : horizon_(After(store.horizon)), base_revision_(store.revision) {}

  // The selection shows this version, which has a node, or does not. Hide returns whether the node left with it.
  void Show(const state::NodeVersion& version);
  bool Hide(const state::NodeVersion& version);
  // Forgets where nodes left, the oldest first, until this many of them are remembered.
  void ForgetRemovals(size_t max_removed) {
    while (removed_.size() > max_removed) ForgetOldestRemoval();
  }

  const Order& order() const { return order_; }
  // A cursor before this may have missed removals that are forgotten.
  state::ChangePosition horizon() const { return horizon_; }
  // The revision at which it was built. Nodes that were not shown then have no position.
  int64_t base_revision() const { return base_revision_; }
  // Of the nodes that are shown.
  uint64_t digest() const { return digest_; }
  int32_t node_count() const { return node_count_; }
  // Whether the order says where the node is, or where it left.
  bool HasPosition(int32_t node_id) const { return entries_.contains(node_id); }
  // The node's item in the order, valid until the next change; null if the node has no position.
  const OrderItem* Find(int32_t node_id) const;

  void CheckInvariants() const {
    CHECK_EQ(order_.size(), entries_.size());
    CHECK_EQ(order_.size(), removed_.size() + static_cast<size_t>(node_count_));
  }

 private:
  // Where a node is in the order.
  struct Entry {
    state::ChangePosition position;
    int64_t evaluated = state::kNoRevision;  // mod_revision of the version that was evaluated last
  };

  int64_t LeftAt(const state::NodeVersion& version, const Entry* entry) const;
  void RemoveFromOrder(const Entry& entry);
  void ForgetOldestRemoval();

  Order order_;
  absl::flat_hash_map<int32_t, Entry> entries_;              // by node id; one for each item of `order_`
  absl::btree_map<state::ChangePosition, int32_t> removed_;  // the items of `order_` that are not shown
  state::ChangePosition horizon_ = After(state::kNoRevision);
  int64_t base_revision_ = state::kNoRevision;
  uint64_t digest_ = 0;
  int32_t node_count_ = 0;
};

}  // namespace rollcall::watch
