// The nodes of a snapshot that a listing goes through, and what they amount to. Immutable, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "server/api/list_query.h"
#include "server/select/header.h"
#include "server/state/store.h"

namespace rollcall::api {

class Selected {
 public:
  // Costs nothing where the filter selects everything, else one pass over the ids it names or over all nodes.
  Selected(state::SnapshotPtr snapshot, const ListQuery& query);

  const state::SnapshotPtr& snapshot() const { return snapshot_; }
  // Of the nodes that the filter shows.
  const select::Totals& totals() const { return totals_; }

  // The nodes shown, ordered by id; for ListCoprocessors also those that are not up and that node_ids and states admit.
  size_t size() const { return positions_.has_value() ? positions_->size() : snapshot_->nodes->size(); }
  const state::Body& operator[](size_t i) const {
    return *(*snapshot_->nodes)[positions_.has_value() ? (*positions_)[i] : i]->body;
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
  select::Totals totals_;
  std::optional<std::vector<uint32_t>> positions_;  // in snapshot_->nodes; nullopt: all
};
using SelectedPtr = std::shared_ptr<const Selected>;

}  // namespace rollcall::api
