// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/json_values.h"
#include "client/cli/views/coprocessor_description.h"
#include "client/cli/views/presence.h"
#include "display/variants.h"

namespace rollcall::cli {
namespace {

Json DefinitionJson(const Variant& variant, const Variant& reference) {
  const v1::Coprocessor& coprocessor = *variant.rows.front().coprocessor;
  Json fields = Json::array();
  for (const DefinitionField field : DifferingFields(*reference.rows.front().coprocessor, coprocessor)) {
    fields.push_back(DefinitionFieldJsonName(field));
  }
  return {{"nodeIds", NodeIdsOf(variant.rows)},
          {"differs", fields},
          {"inputTopics", TopicsOf(coprocessor)},
          {"description", coprocessor.description()}};
}

}  // namespace

std::string CoprocessorDescriptionJson(std::string_view name, const v1::ListNodesResponse& all) {
  const Spread spread = SpreadOf(RowsNamed(all, name), all.header(), CompareFields::kTopicsAndDescription);
  const Presence presence = PresenceOf(spread.rows, all);
  Json definitions = Json::array();
  for (const Variant& variant : spread.variants) {
    definitions.push_back(DefinitionJson(variant, spread.variants.front()));
  }
  const Json json = {{"header", MessageJson(all.header())}, {"name", name},
                     {"erroredOn", presence.errored},       {"staleOn", presence.stale},
                     {"on", NodeIdsOf(spread.rows)},        {"absentOn", presence.absent},
                     {"unknownOn", presence.unknown},       {"split", spread.is_split},
                     {"definitions", definitions}};
  return JsonText(json, JsonLayout::kIndented);
}

}  // namespace rollcall::cli
