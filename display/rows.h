// SPDX-License-Identifier: Apache-2.0
// The rows of a set of nodes, in the order in which they are shown.
#pragma once

#include <algorithm>
#include <vector>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall {

// A coprocessor on a node. Points into the nodes from which it was made; neither pointer is null.
struct Row {
  const v1::NodeStatus* node;
  const v1::Coprocessor* coprocessor;
};

inline void AppendRows(const v1::NodeStatus& node, std::vector<Row>& rows) {
  for (const v1::Coprocessor& coprocessor : node.coprocessors()) rows.push_back({&node, &coprocessor});
}

// Sorts by name (bytes), then by node id.
inline void SortByName(std::vector<Row>& rows) {
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    const int order = a.coprocessor->name().compare(b.coprocessor->name());
    return order != 0 ? order < 0 : a.node->node_id() < b.node->node_id();
  });
}

template <typename Nodes>
std::vector<Row> RowsByName(const Nodes& nodes) {
  std::vector<Row> rows;
  for (const v1::NodeStatus& node : nodes) AppendRows(node, rows);
  SortByName(rows);
  return rows;
}

}  // namespace rollcall
