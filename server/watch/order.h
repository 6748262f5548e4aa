// SPDX-License-Identifier: Apache-2.0
// The order of changes as one selection sees it. Plain data.
#pragma once

#include <cstdint>
#include <limits>

#include "absl/container/btree_map.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/encoding/encoded_node.h"
#include "server/state/node.h"

namespace rollcall::watch {

// One node in a selection's order.
struct OrderItem {
  encoding::EncodedNodePtr node;  // as it is now, also if the selection does not show it; null if it is deleted
  // Why the selection does not show the node; unspecified if it does.
  v1::RemovedNode::Reason removal_reason = v1::RemovedNode::REASON_UNSPECIFIED;

  bool IsShown() const { return removal_reason == v1::RemovedNode::REASON_UNSPECIFIED; }
};
using Order = absl::btree_map<state::ChangePosition, OrderItem>;

// The position before every change.
inline constexpr state::ChangePosition kBeforeStart{state::kNoRevision, std::numeric_limits<int32_t>::min()};

// The position after every change at a revision and before every change above it.
inline state::ChangePosition After(int64_t revision) { return {revision, std::numeric_limits<int32_t>::max()}; }

}  // namespace rollcall::watch
