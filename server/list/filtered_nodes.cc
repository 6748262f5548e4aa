// SPDX-License-Identifier: Apache-2.0
#include "server/list/filtered_nodes.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/check.h"
#include "server/state/find_node.h"

namespace rollcall::list {
namespace {

// The positions of the nodes whose ids the filter names, ascending.
std::vector<uint32_t> NamedPositions(const state::Snapshot& snapshot, const select::Filter& filter) {
  const std::vector<state::NodeVersionPtr>& nodes = *snapshot.nodes;
  std::vector<uint32_t> positions;
  for (const int32_t id : filter.node_ids()) {
    const size_t position = state::LowerBound(snapshot, id);
    if (position < nodes.size() && nodes[position]->id == id) positions.push_back(static_cast<uint32_t>(position));
  }
  std::sort(positions.begin(), positions.end());
  return positions;
}

bool Ascend(const std::vector<uint32_t>& positions) {
  return std::adjacent_find(positions.begin(), positions.end(), std::greater_equal<>()) == positions.end();
}

}  // namespace

FilteredNodes::FilteredNodes(state::SnapshotPtr snapshot, const ListQuery& query) : snapshot_(std::move(snapshot)) {
  CHECK(snapshot_ != nullptr);
  totals_ = response::TotalsOf(*snapshot_);
  if (query.filter.MatchesAll()) return;
  totals_.digest = 0;
  totals_.node_count = 0;
  Select(query);
  DCHECK(Ascend(*positions_));
}

void FilteredNodes::Select(const ListQuery& query) {
  positions_.emplace();
  select::Matcher matcher(query.filter);
  const ListMethod method = query.identity.method;
  if (!query.filter.node_ids().empty()) {
    for (const uint32_t position : NamedPositions(*snapshot_, query.filter)) {
      SelectIfMatching(position, method, matcher);
    }
    return;
  }
  for (size_t i = 0; i < snapshot_->nodes->size(); ++i) SelectIfMatching(static_cast<uint32_t>(i), method, matcher);
}

void FilteredNodes::SelectIfMatching(uint32_t position, ListMethod method, select::Matcher& matcher) {
  const encoding::EncodedNode& node = *(*snapshot_->nodes)[position]->node;
  const bool matches = matcher.Matches(node);
  if (matches) {
    totals_.digest += node.fingerprint;
    ++totals_.node_count;
  }
  const bool is_listed_as_not_up = method == ListMethod::kCoprocessors && node.state != v1::NodeStatus::STATE_UP &&
                                   matcher.filter().MatchesNode(node);
  if (matches || is_listed_as_not_up) positions_->push_back(position);
}

size_t FilteredNodes::FirstFrom(int32_t node_id) const {
  const size_t position = state::LowerBound(*snapshot_, node_id);
  if (!positions_.has_value()) return position;
  return static_cast<size_t>(std::lower_bound(positions_->begin(), positions_->end(), position) - positions_->begin());
}

}  // namespace rollcall::list
