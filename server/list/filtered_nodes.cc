// SPDX-License-Identifier: Apache-2.0
#include "server/list/filtered_nodes.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/check.h"

namespace rollcall::list {
namespace {

using Nodes = std::vector<state::NodeVersionPtr>;

size_t LowerBound(const Nodes& nodes, int32_t node_id) {
  const auto it = std::lower_bound(nodes.begin(), nodes.end(), node_id,
                                   [](const state::NodeVersionPtr& node, int32_t id) { return node->id < id; });
  return static_cast<size_t>(it - nodes.begin());
}

// The positions of the nodes whose ids the filter names, ascending.
std::vector<uint32_t> NamedPositions(const Nodes& nodes, const select::Filter& filter) {
  std::vector<uint32_t> positions;
  for (const int32_t id : filter.node_ids()) {
    const size_t position = LowerBound(nodes, id);
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
  totals_.revision = snapshot_->revision;
  totals_.problem_count = snapshot_->invalid_keys->count;
  if (query.filter.MatchesAll()) {
    SelectAll();
  } else {
    Select(query);
    DCHECK(Ascend(*positions_));
  }
}

void FilteredNodes::SelectAll() {
  totals_.digest = snapshot_->digest;
  totals_.node_count = static_cast<int32_t>(snapshot_->nodes->size());
}

void FilteredNodes::Select(const ListQuery& query) {
  positions_.emplace();
  select::Matcher matcher(query.filter);
  const ListMethod method = query.identity.method;
  if (!query.filter.node_ids().empty()) {
    for (const uint32_t position : NamedPositions(*snapshot_->nodes, query.filter)) {
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
  const size_t position = LowerBound(*snapshot_->nodes, node_id);
  if (!positions_.has_value()) return position;
  return static_cast<size_t>(std::lower_bound(positions_->begin(), positions_->end(), position) - positions_->begin());
}

}  // namespace rollcall::list
