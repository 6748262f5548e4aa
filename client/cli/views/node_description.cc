// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/node_description.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "client/cli/render/columns.h"
#include "client/cli/render/node_ranges.h"
#include "client/cli/render/notes.h"
#include "client/cli/render/text.h"
#include "client/cli/render/text_format.h"
#include "client/cli/views/fields.h"
#include "client/cli/views/header_text.h"
#include "client/cli/views/lease_text.h"
#include "client/cli/views/presence.h"
#include "client/cli/views/record_text.h"
#include "client/cli/views/variants.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

std::string NodeStateText(const v1::NodeStatus& node, const v1::Header& header) {
  const std::string own_word = node.state() == v1::NodeStatus::STATE_OTHER ? "other: " : "";
  return absl::StrCat(own_word, StateText(node), client::IsStale(node, header) ? " (stale)" : "");
}

std::string PublishedText(const v1::NodeStatus& node, const v1::Header& header) {
  const std::optional<absl::Time> published = client::PublishTime(node);
  if (!published.has_value()) return "its record has no time";
  const std::string age = PublishAgeText(node, header);
  const bool is_ahead = client::TimeAhead(node, header) > absl::ZeroDuration();
  return absl::StrCat(TimeText(*published), age.empty() ? "" : ", ", age, age.empty() || is_ahead ? "" : " ago");
}

Fields NodeFields(const v1::NodeStatus& node, const v1::Header& header) {
  return {{"Node", absl::StrCat(node.node_id())},
          {"State", NodeStateText(node, header)},
          {"Reason", Sanitize(node.reason())},
          {"Problem", node.has_problem() ? ProblemText(node.problem()) : ""},
          {"Published", PublishedText(node, header)},
          {"Lease", LeaseText(node, header)},
          {"Instance", Sanitize(node.publisher_instance())},
          {"Revision", absl::StrCat(node.revision(), " (the record's offset)")},
          {"Key", KeyText(node)},
          {"Value", ValueText(node)},
          {"Fingerprint", absl::StrFormat("%016x", node.fingerprint())},
          {"Topic", TopicText(header)},
          {"As of", AsOfText(header)},
          {"Record", KcatCommand(node, header)},
          {"Coprocessors", absl::StrCat(node.coprocessors_size())}};
}

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
