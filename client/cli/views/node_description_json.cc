// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "client/cli/render/json_values.h"
#include "client/cli/views/node_description.h"
#include "client/cli/views/presence.h"
#include "display/record_text.h"
#include "display/variants.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

Json DifferentJson(const Elsewhere::Different& different) {
  const v1::Coprocessor& there = *different.rows.front().coprocessor;
  Json fields = Json::array();
  for (const DefinitionField field : different.fields) fields.push_back(DefinitionFieldJsonName(field));
  return {{"nodeIds", NodeIdsOf(different.rows)},
          {"differs", fields},
          {"inputTopics", TopicsOf(there)},
          {"description", there.description()}};
}

Json CoprocessorJson(const v1::Coprocessor& here, const NodeDescription& description) {
  const Elsewhere elsewhere = ElsewhereOf(here, description.node.node_id(), description.all);
  Json different = Json::array();
  for (const auto& one : elsewhere.different) different.push_back(DifferentJson(one));
  return {{"name", here.name()},
          {"sameOn", elsewhere.same},
          {"differentOn", different},
          {"erroredOn", elsewhere.presence.errored},
          {"staleOn", elsewhere.presence.stale},
          {"absentOn", elsewhere.presence.absent},
          {"unknownOn", elsewhere.presence.unknown}};
}

}  // namespace

std::string NodeDescriptionJson(const NodeDescription& description) {
  Json elsewhere = Json::array();
  for (const v1::Coprocessor& here : description.node.coprocessors()) {
    elsewhere.push_back(CoprocessorJson(here, description));
  }
  const Json json = {{"header", MessageJson(description.header)},
                     {"node", MessageJson(description.node)},
                     {"stale", client::IsStale(description.node, description.header)},
                     {"kcat", KcatCommand(description.node, description.header)},
                     {"elsewhere", elsewhere}};
  return JsonText(json, JsonLayout::kIndented);
}

}  // namespace rollcall::cli
