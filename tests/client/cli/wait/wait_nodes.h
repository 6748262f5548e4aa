// SPDX-License-Identifier: Apache-2.0
// Nodes and headers for the tests of wait.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "client/cli/wait/evaluate.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {

// Makes the node stale in every header of HeaderOf: it promised to publish every 10 s, and did a minute ago.
inline v1::NodeStatus Stale(v1::NodeStatus node) {
  node.mutable_lease()->set_seconds(10);
  testing::SetTime(testing::Noon() - absl::Seconds(30), node.mutable_stale_after_time());
  return node;
}

inline v1::NodeStatus OtherNode(int32_t id, int64_t revision, const std::string& text,
                                std::initializer_list<testing::RowSpec> rows = {}) {
  v1::NodeStatus node = testing::UpNode(id, revision, rows);
  node.set_state(v1::NodeStatus::STATE_OTHER);
  node.set_status_text(text);
  return node;
}

// Sets the publisher's word for how each coprocessor of the node runs.
inline v1::NodeStatus InState(v1::NodeStatus node, const std::string& state) {
  for (v1::Coprocessor& coprocessor : *node.mutable_coprocessors()) coprocessor.set_state_text(state);
  return node;
}

inline NodeMap MapOf(const std::vector<v1::NodeStatus>& nodes) {
  NodeMap map;
  for (const v1::NodeStatus& node : nodes) map[node.node_id()] = node;
  return map;
}

}  // namespace rollcall::cli
