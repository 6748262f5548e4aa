// SPDX-License-Identifier: Apache-2.0
#include "display/variants.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "rollcall/client/node.h"

namespace rollcall {
namespace {

// The parts that are compared.
using Definition = std::pair<std::set<std::string>, std::string>;

std::set<std::string> TopicSet(const v1::Coprocessor& coprocessor) {
  return {coprocessor.input_topics().begin(), coprocessor.input_topics().end()};
}

Definition DefinitionOf(const v1::Coprocessor& coprocessor, CompareFields compare) {
  return {TopicSet(coprocessor), compare == CompareFields::kTopics ? "" : coprocessor.description()};
}

// Most votes first, then most rows, then the lowest node.
bool ComesBefore(const Variant& a, const Variant& b) {
  if (a.votes != b.votes) return a.votes > b.votes;
  if (a.rows.size() != b.rows.size()) return a.rows.size() > b.rows.size();
  return a.rows.front().node->node_id() < b.rows.front().node->node_id();
}

}  // namespace

std::vector<Row> RowsNamed(const v1::ListNodesResponse& listing, std::string_view name) {
  std::vector<Row> rows;
  for (const v1::NodeStatus& node : listing.nodes()) {
    for (const v1::Coprocessor& coprocessor : node.coprocessors()) {
      if (coprocessor.name() == name) rows.push_back({&node, &coprocessor});
    }
  }
  return rows;
}

Spread SpreadOf(std::vector<Row> rows, const v1::Header& header, CompareFields compare) {
  Spread spread = {.rows = std::move(rows), .variants = {}};
  std::map<Definition, Variant> variants;
  for (const Row& row : spread.rows) {
    Variant& variant = variants[DefinitionOf(*row.coprocessor, compare)];
    variant.rows.push_back(row);
    if (IsUpNow(*row.node, header)) ++variant.votes;
  }
  size_t votes = 0;
  for (auto& [definition, variant] : variants) {
    votes += variant.votes;
    spread.variants.push_back(std::move(variant));
  }
  std::sort(spread.variants.begin(), spread.variants.end(), ComesBefore);
  spread.is_split = spread.variants.size() > 1 && 2 * spread.variants[0].votes <= votes;
  return spread;
}

bool IsSame(const v1::Coprocessor& a, const v1::Coprocessor& b, CompareFields compare) {
  return DefinitionOf(a, compare) == DefinitionOf(b, compare);
}

std::string DefinitionFieldText(DefinitionField field) {
  return field == DefinitionField::kInputTopics ? "input topics" : "description";
}

std::string DefinitionFieldJsonName(DefinitionField field) {
  return field == DefinitionField::kInputTopics ? "inputTopics" : "description";
}

std::vector<DefinitionField> DifferingFields(const v1::Coprocessor& a, const v1::Coprocessor& b) {
  std::vector<DefinitionField> fields;
  if (TopicSet(a) != TopicSet(b)) fields.push_back(DefinitionField::kInputTopics);
  if (a.description() != b.description()) fields.push_back(DefinitionField::kDescription);
  return fields;
}

bool IsErrored(const v1::Coprocessor& coprocessor) {
  return absl::EqualsIgnoreCase(coprocessor.state_text(), "errored");
}

bool IsUpNow(const v1::NodeStatus& node, const v1::Header& header) {
  return node.state() == v1::NodeStatus::STATE_UP && !client::IsStale(node, header);
}

std::vector<int32_t> NodeIdsOf(const std::vector<Row>& rows) {
  std::vector<int32_t> ids;
  ids.reserve(rows.size());
  for (const Row& row : rows) ids.push_back(row.node->node_id());
  return ids;
}

std::vector<std::string> CoprocessorNames(const v1::ListNodesResponse& listing) {
  std::set<std::string> names;
  for (const v1::NodeStatus& node : listing.nodes()) {
    for (const v1::Coprocessor& coprocessor : node.coprocessors()) names.insert(coprocessor.name());
  }
  return {names.begin(), names.end()};
}

}  // namespace rollcall
