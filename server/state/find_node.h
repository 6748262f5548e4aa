// SPDX-License-Identifier: Apache-2.0
// Finds nodes in a snapshot, which has them by their ids. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>

#include "server/state/store.h"

namespace rollcall::state {

// The position of the first node whose id is not below `node_id`.
size_t LowerBound(const Snapshot& snapshot, int32_t node_id);

// Null if the snapshot shows no such node.
NodeVersionPtr FindNode(const Snapshot& snapshot, int32_t node_id);

}  // namespace rollcall::state
