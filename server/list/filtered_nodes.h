// SPDX-License-Identifier: Apache-2.0
// The nodes of a snapshot that a listing goes through, and their totals. Immutable, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/check.h"
#include "server/list/list_query.h"
#include "server/response/header.h"
#include "server/select/matcher.h"
#include "server/state/store.h"

namespace rollcall::list {

class FilteredNodes {
 public:
  // Costs nothing if the filter matches everything, otherwise one pass over the ids that it names or over all nodes.
  // `snapshot` is not null.
  FilteredNodes(state::SnapshotPtr snapshot, const ListQuery& query);

  const state::SnapshotPtr& snapshot() const { return snapshot_; }
  // Of the nodes that the filter matches.
  const response::Totals& totals() const { return totals_; }

  // The nodes that the filter matches, ordered by id. For ListCoprocessors they include the nodes that are not up and
  // that match node_ids and states, whatever their rows.
  size_t size() const { return positions_.has_value() ? positions_->size() : snapshot_->nodes->size(); }
  const encoding::EncodedNode& operator[](size_t i) const {
    DCHECK_LT(i, size());
    return *(*snapshot_->nodes)[positions_.has_value() ? (*positions_)[i] : i]->node;
  }
  // The index of the first node whose id is at least `node_id`; size() if there is none.
  size_t FirstFrom(int32_t node_id) const;

  // How many positions it stores in addition to the snapshot, 4 bytes each.
  size_t own_size() const { return positions_.has_value() ? positions_->size() : 0; }

 private:
  void Select(const ListQuery& query);
  void SelectIfMatching(uint32_t position, ListMethod method, select::Matcher& matcher);

  state::SnapshotPtr snapshot_;
  response::Totals totals_;
  std::optional<std::vector<uint32_t>> positions_;  // ascending, in snapshot_->nodes; nullopt: all of them
};
using FilteredNodesPtr = std::shared_ptr<const FilteredNodes>;

}  // namespace rollcall::list
