// SPDX-License-Identifier: Apache-2.0
#include "display/node_fields.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "display/header_text.h"
#include "display/lease_text.h"
#include "display/notes.h"
#include "display/record_text.h"
#include "display/text.h"
#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall {
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

}  // namespace

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

}  // namespace rollcall
