// SPDX-License-Identifier: Apache-2.0
#include "display/node_counts.h"

namespace rollcall {

void NodeCounts::Add(v1::NodeStatus::State state, Staleness staleness) {
  if (staleness == Staleness::kStale) ++stale;
  switch (state) {
    case v1::NodeStatus::STATE_UP:
      ++up;
      break;
    case v1::NodeStatus::STATE_DOWN:
      ++down;
      break;
    case v1::NodeStatus::STATE_INVALID:
      ++invalid;
      break;
    default:
      ++other;
  }
}

}  // namespace rollcall
