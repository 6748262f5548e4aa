// SPDX-License-Identifier: Apache-2.0
#include "client/cli/drift/majority.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/check.h"

namespace rollcall::cli {
namespace {

using Presence = Expected::Presence;

Presence MajorityPresence(size_t with, size_t nodes) {
  if (2 * with == nodes) return Presence::kSplit;
  return 2 * with > nodes ? Presence::kPresent : Presence::kAbsent;
}

// nullopt if no value has more than half.
std::optional<Definition> MajorityValue(Field field, const std::vector<const Definition*>& definitions) {
  std::map<Definition, size_t> counts;
  for (const Definition* definition : definitions) {
    Definition only = Only(field, *definition);
    if (2 * ++counts[only] > definitions.size()) return only;
  }
  return std::nullopt;
}

void SetField(Field field, const Definition& from, Definition& to) {
  if (field == Field::kInputTopics) to.input_topics = from.input_topics;
  if (field == Field::kDescription) to.description = from.description;
  if (field == Field::kState) to.state = from.state;
}

Expected MajorityRow(const std::vector<const Definition*>& definitions, size_t nodes) {
  CHECK(!definitions.empty());
  Expected expected = {.presence = MajorityPresence(definitions.size(), nodes)};
  for (const Field field : kFields) {
    const std::optional<Definition> value = MajorityValue(field, definitions);
    if (value.has_value()) {
      SetField(field, *value, expected.definition);
    } else {
      expected.split_fields.insert(field);
    }
  }
  return expected;
}

}  // namespace

ExpectedRows MajorityOf(const RunningNodes& nodes) {
  std::map<std::string, std::vector<const Definition*>> by_name;
  for (const auto& [id, rows] : nodes) {
    for (const auto& [name, definition] : rows) by_name[name].push_back(&definition);
  }
  ExpectedRows expected;
  for (const auto& [name, definitions] : by_name) expected.emplace(name, MajorityRow(definitions, nodes.size()));
  return expected;
}

ExpectedRows Exactly(const RunningRows& rows) {
  ExpectedRows expected;
  for (const auto& [name, definition] : rows) expected.emplace(name, Expected{.definition = definition});
  return expected;
}

}  // namespace rollcall::cli
