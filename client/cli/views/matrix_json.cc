// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/matrix_json.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "client/cli/render/json_values.h"

namespace rollcall::cli {
namespace {

// protobuf's JSON writes an enum value that this version does not know as its number.
Json StateJson(v1::NodeStatus::State state) {
  const std::string& name = v1::NodeStatus::State_Name(state);
  return name.empty() ? Json(static_cast<int>(state)) : Json(name);
}

Json NodeJson(const MatrixNode& node) {
  return {{"nodeId", node.id}, {"state", StateJson(node.state)}, {"stale", node.condition == NodeCondition::kStale}};
}

Json RowJson(const MatrixRow& row, const std::vector<MatrixNode>& nodes) {
  Json cells = Json::object();
  for (size_t i = 0; i < nodes.size(); ++i) cells[absl::StrCat(nodes[i].id)] = NameOf(row.marks[i]);
  return {{"name", row.name}, {"nodeCount", row.nodes}, {"split", row.is_split}, {"cells", cells}};
}

Json HeadJson(const Matrix& matrix, const v1::Header& header) {
  Json nodes = Json::array();
  for (const MatrixNode& node : matrix.nodes) nodes.push_back(NodeJson(node));
  return {{"header", MessageJson(header)}, {"nodes", nodes}};
}

}  // namespace

std::string MatrixJson(const Matrix& matrix, const v1::Header& header) {
  Json json = HeadJson(matrix, header);
  json["coprocessors"] = Json::array();
  for (const MatrixRow& row : matrix.rows) json["coprocessors"].push_back(RowJson(row, matrix.nodes));
  return JsonText(json, JsonLayout::kIndented);
}

std::string MatrixNdjson(const Matrix& matrix, const v1::Header& header) {
  std::string lines = JsonText(HeadJson(matrix, header), JsonLayout::kOneLine);
  for (const MatrixRow& row : matrix.rows) lines += JsonText(RowJson(row, matrix.nodes), JsonLayout::kOneLine);
  return lines;
}

}  // namespace rollcall::cli
