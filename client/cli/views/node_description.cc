// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/node_description.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/render/columns.h"
#include "client/cli/render/node_ranges.h"
#include "client/cli/views/fields.h"
#include "client/cli/views/presence.h"
#include "display/node_fields.h"
#include "display/text.h"
#include "display/text_format.h"
#include "display/variants.h"

namespace rollcall::cli {
namespace {

std::string DifferenceText(const Elsewhere::Different& different) {
  const v1::Coprocessor& there = *different.rows.front().coprocessor;
  std::vector<std::string> parts;
  for (const DefinitionField field : different.fields) {
    const bool is_topics = field == DefinitionField::kInputTopics;
    const std::string value = is_topics ? TopicsText(there) : absl::StrCat("\"", Sanitize(there.description()), "\"");
    parts.push_back(absl::StrCat(DefinitionFieldText(field), " ", value));
  }
  return absl::StrCat(NodeRanges(NodeIdsOf(different.rows)), ": ", absl::StrJoin(parts, ", "));
}

std::vector<std::string> CoprocessorLines(const v1::Coprocessor& here, const NodeDescription& description) {
  const Elsewhere elsewhere = ElsewhereOf(here, description.node.node_id(), description.all);
  Fields fields = {{"State", Sanitize(here.state_text())},
                   {"Input topics", TopicsText(here)},
                   {"Description", Sanitize(here.description())},
                   {"Same on", NodeRanges(elsewhere.same)}};
  for (const auto& different : elsewhere.different) fields.emplace_back("Differs on", DifferenceText(different));
  fields.emplace_back("Errored on", NodeRanges(elsewhere.presence.errored));
  fields.emplace_back("Stale on", NodeRanges(elsewhere.presence.stale));
  fields.emplace_back("Not on", NodeRanges(elsewhere.presence.absent));
  fields.emplace_back("Unknown on", NodeRanges(elsewhere.presence.unknown));
  std::vector<std::string> lines = {absl::StrCat("  ", NameText(here.name()))};
  for (std::string& line : FormatFields(fields, 4)) lines.push_back(std::move(line));
  return lines;
}

}  // namespace

std::string NodeDescriptionText(const NodeDescription& description) {
  std::vector<std::string> lines = FormatFields(NodeFields(description.node, description.header), 0);
  for (const v1::Coprocessor& coprocessor : description.node.coprocessors()) {
    for (std::string& line : CoprocessorLines(coprocessor, description)) lines.push_back(std::move(line));
  }
  return JoinLines(lines);
}

}  // namespace rollcall::cli
