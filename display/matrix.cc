// SPDX-License-Identifier: Apache-2.0
#include "display/matrix.h"

#include <algorithm>
#include <utility>

#include "rollcall/client/node.h"

namespace rollcall {
namespace {

NodeCondition ConditionOf(const v1::NodeStatus& node, const v1::Header& header) {
  if (node.state() != v1::NodeStatus::STATE_UP) return NodeCondition::kNotUp;
  return client::IsStale(node, header) ? NodeCondition::kStale : NodeCondition::kUp;
}

MatrixMark MarkOfRow(const Row& row, const Spread& spread, const v1::Header& header, CompareFields compare) {
  if (client::IsStale(*row.node, header)) return MatrixMark::kStale;
  if (IsErrored(*row.coprocessor)) return MatrixMark::kErrored;
  const v1::Coprocessor& reference = *spread.variants.front().rows.front().coprocessor;
  return spread.is_split || !IsSame(*row.coprocessor, reference, compare) ? MatrixMark::kDiffers : MatrixMark::kSame;
}

MatrixRow MakeRow(const Spread& spread, const std::vector<MatrixNode>& nodes, const v1::Header& header,
                  CompareFields compare) {
  MatrixRow result = {.name = spread.rows.front().coprocessor->name(), .is_split = spread.is_split, .marks = {}};
  auto row = spread.rows.begin();  // rows and nodes are ordered by node id
  for (const MatrixNode& node : nodes) {
    while (row != spread.rows.end() && row->node->node_id() < node.id) ++row;
    if (row == spread.rows.end() || row->node->node_id() != node.id) {
      result.marks.push_back(node.condition == NodeCondition::kUp ? MatrixMark::kAbsent : MatrixMark::kUnknown);
    } else {
      result.marks.push_back(MarkOfRow(*row, spread, header, compare));
      ++result.nodes;
    }
  }
  return result;
}

// Rows that are ordered by name, in parts of one name each.
std::vector<std::vector<Row>> SplitByName(const std::vector<Row>& rows) {
  std::vector<std::vector<Row>> parts;
  for (const Row& row : rows) {
    const bool is_new = parts.empty() || parts.back().front().coprocessor->name() != row.coprocessor->name();
    if (is_new) parts.emplace_back();
    parts.back().push_back(row);
  }
  return parts;
}

}  // namespace

Matrix MakeMatrix(const v1::ListNodesResponse& all, const MatrixSelection& selection, CompareFields compare) {
  Matrix matrix;
  for (const v1::NodeStatus& node : all.nodes()) {
    if (!selection.shows_node(node.node_id())) continue;
    matrix.nodes.push_back({node.node_id(), node.state(), ConditionOf(node, all.header())});
  }
  for (std::vector<Row>& rows : SplitByName(RowsByName(all.nodes()))) {
    if (!selection.shows_name(rows.front().coprocessor->name())) continue;
    const Spread spread = SpreadOf(std::move(rows), all.header(), compare);
    matrix.rows.push_back(MakeRow(spread, matrix.nodes, all.header(), compare));
  }
  return matrix;
}

}  // namespace rollcall
