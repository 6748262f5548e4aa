// SPDX-License-Identifier: Apache-2.0
#include "server/state/find_node.h"

#include <algorithm>
#include <vector>

namespace rollcall::state {

size_t LowerBound(const Snapshot& snapshot, int32_t node_id) {
  const std::vector<NodeVersionPtr>& nodes = *snapshot.nodes;
  const auto found = std::lower_bound(nodes.begin(), nodes.end(), node_id,
                                      [](const NodeVersionPtr& node, int32_t id) { return node->id < id; });
  return static_cast<size_t>(found - nodes.begin());
}

NodeVersionPtr FindNode(const Snapshot& snapshot, int32_t node_id) {
  const size_t position = LowerBound(snapshot, node_id);
  const bool is_shown = position < snapshot.nodes->size() && (*snapshot.nodes)[position]->id == node_id;
  return is_shown ? (*snapshot.nodes)[position] : nullptr;
}

}  // namespace rollcall::state
