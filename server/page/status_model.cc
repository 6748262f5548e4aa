// SPDX-License-Identifier: Apache-2.0
#include "server/page/status_model.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "display/notes.h"
#include "display/text_format.h"
#include "display/variants.h"

namespace rollcall::page {
namespace {

using Nodes = std::vector<state::NodeVersionPtr>;

// Of the nodes that the page follows.
bool Selects(const PageQuery& query, const encoding::EncodedNode& node, const v1::Header& header) {
  if (!query.with_stale) return true;
  return (query.nodes.HasStates() && query.nodes.MatchesNode(node)) || StalenessOf(node, header) == Staleness::kStale;
}

// The ids of the nodes that the query selects. Adds up what the page follows.
std::set<int32_t> SelectNodes(const Nodes& nodes, StatusModel& model) {
  std::set<int32_t> selected;
  for (const state::NodeVersionPtr& version : nodes) {
    const encoding::EncodedNode& node = *version->node;
    if (!model.query.watched.MatchesNode(node)) continue;
    model.digest += node.fingerprint;
    if (Selects(model.query, node, model.summary.header)) selected.insert(selected.end(), version->id);
  }
  model.selected_nodes = selected.size();
  return selected;
}

// Decodes the nodes that are compared.
void Decode(const Nodes& nodes, const std::set<int32_t>& selected, const PageLimits& limits, StatusModel& model) {
  size_t bytes = 0;
  for (const state::NodeVersionPtr& version : nodes) bytes += version->node->field().size();
  model.compares_all = nodes.size() <= limits.max_compared && bytes <= limits.max_compared_bytes;
  bytes = 0;
  for (const state::NodeVersionPtr& version : nodes) {
    if (!model.compares_all && !selected.contains(version->id)) continue;
    const std::string_view field = version->node->field();
    bytes += field.size();
    const bool is_full = model.compared.nodes_size() >= static_cast<int>(limits.max_compared) ||
                         (bytes > limits.max_compared_bytes && model.compared.nodes_size() > 0);
    if (is_full) break;
    CHECK(model.compared.MergeFromString(std::string(field)));
  }
}

bool SelectsRow(const PageQuery& query, const v1::Coprocessor& row) {
  const bool by_name = query.rows.names().empty() || query.rows.names().Matches(row.name());
  const auto matches = [&](const std::string& topic) { return query.rows.input_topics().Matches(topic); };
  return by_name && (query.rows.input_topics().empty() ||
                     std::any_of(row.input_topics().begin(), row.input_topics().end(), matches));
}

// How urgently a node of the matrix needs attention, the most urgent first.
int RankOf(const Matrix& matrix, size_t node) {
  if (matrix.nodes[node].condition != NodeCondition::kUp) return 0;
  const auto differs = [node](const MatrixRow& row) {
    return row.marks[node] == MatrixMark::kErrored || row.marks[node] == MatrixMark::kDiffers;
  };
  return std::any_of(matrix.rows.begin(), matrix.rows.end(), differs) ? 1 : 2;
}

// Keeps the nodes that need attention first, then those with the lowest ids.
void LimitColumns(size_t max_columns, Matrix& matrix) {
  if (matrix.nodes.size() <= max_columns) return;
  std::vector<std::pair<int, size_t>> order;
  for (size_t node = 0; node < matrix.nodes.size(); ++node) order.emplace_back(RankOf(matrix, node), node);
  std::sort(order.begin(), order.end());
  std::set<size_t> kept;
  for (size_t i = 0; i < max_columns; ++i) kept.insert(order[i].second);
  Matrix limited;
  for (const size_t node : kept) limited.nodes.push_back(matrix.nodes[node]);
  for (MatrixRow& row : matrix.rows) {
    std::vector<MatrixMark> marks;
    for (const size_t node : kept) marks.push_back(row.marks[node]);
    row.marks = std::move(marks);
    limited.rows.push_back(std::move(row));
  }
  matrix = std::move(limited);
}

void FillRows(const std::set<int32_t>& shown, StatusModel& model) {
  for (const v1::NodeStatus& node : model.compared.nodes()) {
    if (!shown.contains(node.node_id())) continue;
    for (const v1::Coprocessor& row : node.coprocessors()) {
      if (SelectsRow(model.query, row)) model.rows.push_back({&node, &row});
    }
  }
  SortByName(model.rows);
  model.row_count = model.rows.size();
}

// Before the rows are limited.
void FillMatrix(const std::set<int32_t>& shown, const PageLimits& limits, StatusModel& model) {
  std::set<std::string> names;
  for (const Row& row : model.rows) names.insert(row.coprocessor->name());
  model.names = names.size();
  while (names.size() > limits.max_names) names.erase(std::prev(names.end()));
  const MatrixSelection selection = {[&](int32_t id) { return shown.contains(id); },
                                     [&](const std::string& name) { return names.contains(name); }};
  model.matrix = MakeMatrix(model.compared, selection, CompareFields::kTopicsAndDescription);
  LimitColumns(limits.max_columns, model.matrix);
}

// For example "node 7 runs mask, audit, which are errored". Empty if none is.
std::string ErroredNote(const v1::NodeStatus& node) {
  std::vector<std::string> names;
  for (const v1::Coprocessor& row : node.coprocessors()) {
    if (IsErrored(row)) names.push_back(NameText(row.name()));
  }
  if (names.empty()) return "";
  return absl::StrCat("node ", node.node_id(), " runs ", absl::StrJoin(names, ", "), ", which ",
                      names.size() == 1 ? "is" : "are", " errored");
}

void FillNotes(const std::set<int32_t>& shown, const PageLimits& limits, StatusModel& model) {
  for (const v1::NodeStatus& node : model.compared.nodes()) {
    if (!shown.contains(node.node_id())) continue;
    std::string note = NodeNote(node, model.compared.header());
    const bool is_stale = !note.empty() && node.state() == v1::NodeStatus::STATE_UP;
    if (note.empty()) note = ErroredNote(node);
    if (note.empty()) continue;
    ++model.note_count;
    if (model.notes.size() < limits.max_notes) {
      model.notes.push_back({node.node_id(), is_stale, std::move(note)});
    }
  }
}

}  // namespace

std::unique_ptr<StatusModel> MakeStatusModel(const StoreState& state, const state::ServerIdentity& server,
                                             PageQuery query, Instant now, const PageLimits& limits) {
  auto model = std::make_unique<StatusModel>();
  model->summary = Summarize(state, server, now);
  model->query = std::move(query);
  if (state.snapshot == nullptr) return model;
  const Nodes& nodes = *state.snapshot->nodes;
  const std::set<int32_t> shown = SelectNodes(nodes, *model);
  *model->compared.mutable_header() = model->summary.header;
  Decode(nodes, shown, limits, *model);
  for (const v1::Problem& problem : state.snapshot->invalid_keys->newest) *model->compared.add_problems() = problem;
  FillRows(shown, *model);
  FillMatrix(shown, limits, *model);
  if (model->rows.size() > limits.max_rows) model->rows.resize(limits.max_rows);
  FillNotes(shown, limits, *model);
  return model;
}

}  // namespace rollcall::page
