// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/coprocessor_description.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/render/columns.h"
#include "client/cli/render/node_ranges.h"
#include "client/cli/views/fields.h"
#include "client/cli/views/presence.h"
#include "display/header_text.h"
#include "display/notes.h"
#include "display/text.h"
#include "display/text_format.h"
#include "display/variants.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

// "4,5 (down); 6 (invalid)".
std::string NodesByState(const std::vector<int32_t>& ids, const v1::ListNodesResponse& all) {
  std::map<int32_t, const v1::NodeStatus*> nodes;
  for (const v1::NodeStatus& node : all.nodes()) nodes[node.node_id()] = &node;
  std::map<std::string, std::vector<int32_t>> by_state;
  for (const int32_t id : ids) {
    const v1::NodeStatus& node = *nodes.at(id);
    const bool is_stale = client::IsStale(node, all.header());
    by_state[is_stale ? absl::StrCat(StateText(node), ", stale") : StateText(node)].push_back(id);
  }
  return absl::StrJoin(by_state, "; ", [](std::string* out, const auto& entry) {
    absl::StrAppend(out, NodeRanges(entry.second), " (", entry.first, ")");
  });
}

// "4 (errored); 1-3 (running)", sanitized. Empty if no publisher gives a state.
std::string StatesText(const std::vector<Row>& rows) {
  std::map<std::string, std::vector<Row>> by_state;
  for (const Row& row : rows) {
    if (!row.coprocessor->state_text().empty()) by_state[Sanitize(row.coprocessor->state_text())].push_back(row);
  }
  return absl::StrJoin(by_state, "; ", [](std::string* out, const auto& entry) {
    absl::StrAppend(out, NodeRanges(NodeIdsOf(entry.second)), " (", entry.first, ")");
  });
}

std::string DefinitionsText(const Spread& spread) {
  const std::string count = absl::StrCat(spread.variants.size());
  return spread.is_split ? absl::StrCat(count, ", and no majority has one of them") : count;
}

// How this definition differs from the most common one, after the nodes that have it.
std::string VariantTitle(const Variant& variant, const Variant& reference) {
  const std::vector<DefinitionField> fields =
      DifferingFields(*reference.rows.front().coprocessor, *variant.rows.front().coprocessor);
  const std::string differs = absl::StrJoin(fields, " and ", [](std::string* out, DefinitionField field) {
    absl::StrAppend(out, DefinitionFieldText(field));
  });
  return absl::StrCat("  on ", NodeRanges(NodeIdsOf(variant.rows)), " (",
                      Count(static_cast<int64_t>(variant.rows.size()), "node"), ")",
                      fields.empty() ? "" : absl::StrCat(", differs in ", differs));
}

Fields FieldsOf(std::string_view name, const Spread& spread, const v1::ListNodesResponse& all) {
  const Presence presence = PresenceOf(spread.rows, all);
  Fields fields = {{"Coprocessor", NameText(name)}, {"Errored on", NodeRanges(presence.errored)}};
  for (const Row& row : spread.rows) {
    if (client::IsStale(*row.node, all.header())) fields.emplace_back("Stale on", NodeNote(*row.node, all.header()));
  }
  fields.insert(fields.end(), {{"Runs on", absl::StrCat(NodeRanges(NodeIdsOf(spread.rows)), ", ", spread.rows.size(),
                                                        " of ", Count(all.nodes_size(), "node"))},
                               {"Not on", NodeRanges(presence.absent)},
                               {"Unknown on", NodesByState(presence.unknown, all)},
                               {"States", StatesText(spread.rows)},
                               {"Topic", TopicText(all.header())},
                               {"As of", AsOfText(all.header())},
                               {"Definitions", DefinitionsText(spread)}});
  return fields;
}

}  // namespace

std::string CoprocessorDescriptionText(std::string_view name, const v1::ListNodesResponse& all) {
  const Spread spread = SpreadOf(RowsNamed(all, name), all.header(), CompareFields::kTopicsAndDescription);
  std::vector<std::string> lines = FormatFields(FieldsOf(name, spread, all), 0);
  for (const Variant& variant : spread.variants) {
    const v1::Coprocessor& coprocessor = *variant.rows.front().coprocessor;
    lines.push_back(VariantTitle(variant, spread.variants.front()));
    const Fields fields = {{"Input topics", TopicsText(coprocessor)},
                           {"Description", Sanitize(coprocessor.description())}};
    for (std::string& line : FormatFields(fields, 4)) lines.push_back(std::move(line));
  }
  return JoinLines(lines);
}

}  // namespace rollcall::cli
