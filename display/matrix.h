// SPDX-License-Identifier: Apache-2.0
// Coprocessors by nodes: which runs where, which differs from the others of its name, and which nodes cannot be
// believed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "display/matrix_mark.h"
#include "display/variants.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall {

// What the matrix says of a node.
enum class NodeCondition {
  kUp,
  kStale,
  kNotUp,  // down, invalid, or in another state
};

struct MatrixNode {
  int32_t id = 0;
  v1::NodeStatus::State state = v1::NodeStatus::STATE_UNSPECIFIED;
  NodeCondition condition = NodeCondition::kUp;
};

struct MatrixRow {
  std::string name;
  size_t nodes = 0;               // on how many of the matrix's nodes it is
  bool is_split = false;          // no majority has one definition
  std::vector<MatrixMark> marks;  // one for each node of the matrix
};

struct Matrix {
  std::vector<MatrixNode> nodes;  // by id
  std::vector<MatrixRow> rows;    // by name (bytes)
};

struct MatrixSelection {
  std::function<bool(int32_t node_id)> shows_node;
  std::function<bool(const std::string& name)> shows_name;
};

// All nodes of `all` have a vote in what most nodes run; the selection only says which nodes and names are shown.
Matrix MakeMatrix(const v1::ListNodesResponse& all, const MatrixSelection& selection, CompareFields compare);

}  // namespace rollcall
