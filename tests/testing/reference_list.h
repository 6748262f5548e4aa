// SPDX-License-Identifier: Apache-2.0
// What lists must show, worked out the plain way: from decoded nodes, one by one, without pages.
#pragma once

#include <random>
#include <vector>

#include "rollcall/v1/rollcall.pb.h"
#include "server/state/store.h"
#include "tests/testing/fed_store.h"

namespace rollcall::testing {

struct ReferenceList {
  std::vector<v1::NodeStatus> nodes;          // of ListNodes
  std::vector<v1::Coprocessor> coprocessors;  // of ListCoprocessors
  std::vector<v1::NodeStatus> nodes_not_up;
  uint64_t digest = 0;
};

ReferenceList ListThePlainWay(const state::Snapshot& snapshot, const v1::Filter& filter, v1::NodeView view);

// A few dozen nodes of every state, with few names and topics, so that filters meet them.
void PutRandomNodes(std::mt19937& random, FedStore& feed);
v1::Filter RandomFilter(std::mt19937& random);

}  // namespace rollcall::testing
