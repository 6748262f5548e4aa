// SPDX-License-Identifier: Apache-2.0
// The order of changes as one selection sees it. Plain data.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "absl/container/btree_map.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/encoding/encoded_node.h"
#include "server/state/node.h"
#include "server/state/store.h"

namespace rollcall::watch {

using BytesPtr = std::shared_ptr<const std::string>;

// The state that a selection has caught up with. Cheap to copy: all selections share the store's head.
struct SelectionHead {
  state::StoreHeadPtr store;
  uint64_t digest = 0;     // of the nodes that the selection shows
  int32_t node_count = 0;  // of them

  uint64_t epoch() const { return store->epoch; }  // 0 while nothing can be served
  int64_t revision() const { return store->revision; }
  const state::SourceStatus& source() const { return store->source; }
};

// One node in a selection's order.
struct OrderItem {
  encoding::EncodedNodePtr node;  // null if the selection does not show the node
  v1::RemovedNode::Reason removal_reason = v1::RemovedNode::REASON_UNSPECIFIED;  // of a node that is not shown
};
using Order = absl::btree_map<state::ChangePosition, OrderItem>;

// The position before every change.
inline constexpr state::ChangePosition kBeforeStart{state::kNoRevision, std::numeric_limits<int32_t>::min()};

// The position after every change at a revision and before every change above it.
inline state::ChangePosition After(int64_t revision) { return {revision, std::numeric_limits<int32_t>::max()}; }

}  // namespace rollcall::watch
