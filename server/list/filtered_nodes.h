// SPDX-License-Identifier: Apache-2.0
// The nodes of a snapshot that a listing goes through, and what they amount to. Immutable, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "server/list/list_query.h"
#include "server/response/header.h"
#include "server/state/store.h"

namespace rollcall::list {

class FilteredNodes {
 public:
  // Costs nothing where the filter selects everything, else one pass over the ids it names or over all nodes.
  FilteredNodes(state::SnapshotPtr snapshot, const ListQuery& query);

  const state::SnapshotPtr& snapshot() const { return snapshot_; }
  // Of the nodes that the filter shows.
  const response::Totals& totals() const { return totals_; }

  // The nodes shown, ordered by id; for ListCoprocessors also those that are not up and that node_ids and states admit.
  size_t size() const { return positions_.has_value() ? positions_->size() : snapshot_->nodes->size(); }
  const encoding::EncodedNode& operator[](size_t i) const {
    return *(*snapshot_->nodes)[positions_.has_value() ? (*positions_)[i] : i]->node;
  }
  // The first node whose id is not below `node_id`; size() if there is none.
  size_t FirstFrom(int32_t node_id) const;

  // How many numbers it holds beside the snapshot.
  size_t own_size() const { return positions_.has_value() ? positions_->size() : 0; }

 private:
  void SelectAll();
  void Select(const ListQuery& query);
  void Consider(uint32_t position, const ListQuery& query);

  state::SnapshotPtr snapshot_;
  response::Totals totals_;
  std::optional<std::vector<uint32_t>> positions_;  // in snapshot_->nodes; nullopt: all
};
using FilteredNodesPtr = std::shared_ptr<const FilteredNodes>;

}  // namespace rollcall::list
