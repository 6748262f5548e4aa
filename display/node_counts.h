// SPDX-License-Identifier: Apache-2.0
// Counts nodes by what is known of them.
#pragma once

#include <cstddef>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall {

enum class Staleness { kFresh, kStale };

// Each node is in one of the first four; a node may also be stale.
struct NodeCounts {
  size_t up = 0;
  size_t down = 0;
  size_t other = 0;  // also of states that this version does not know
  size_t invalid = 0;
  size_t stale = 0;

  void Add(v1::NodeStatus::State state, Staleness staleness);
};

}  // namespace rollcall
