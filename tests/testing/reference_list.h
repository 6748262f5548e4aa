// SPDX-License-Identifier: Apache-2.0
// The expected result of a list, computed in the simplest way: from decoded nodes, one by one, without pages.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "rollcall/v1/rollcall.pb.h"
#include "server/state/store.h"
#include "tests/testing/fed_store.h"

namespace rollcall::testing {

struct ReferenceList {
  std::vector<v1::NodeStatus> nodes;          // for ListNodes
  std::vector<v1::Coprocessor> coprocessors;  // for ListCoprocessors, as are the nodes that are not up
  std::vector<v1::NodeStatus> nodes_not_up;
  uint64_t digest = 0;
};

ReferenceList ListWithoutPages(const state::Snapshot& snapshot, const v1::Filter& filter, v1::NodeView view);

// Puts a few dozen nodes of every state. There are few names and topics, so that filters match some.
void PutRandomNodes(std::mt19937& random, FedStore& feed);
v1::Filter RandomFilter(std::mt19937& random);

}  // namespace rollcall::testing
