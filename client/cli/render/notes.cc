// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/notes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/render/text.h"
#include "client/cli/render/text_format.h"
#include "client/lib/node.h"

namespace rollcall::cli {
namespace {

std::string ProblemText(const v1::Problem& problem) {
  return absl::StrCat(Sanitize(problem.message()), " (offset ", problem.offset(), ")");
}

std::string Since(const v1::NodeStatus& node) {
  return node.has_publish_time() ? absl::StrCat(" since ", TimeText(client::ToTime(node.publish_time()))) : "";
}

std::string StaleText(const v1::NodeStatus& node, const v1::Header& header) {
  const absl::Duration silent = client::ToTime(header.as_of_time()) - client::ToTime(node.publish_time());
  return absl::StrCat("stale: silent for ", AgeText(silent), ", it promised to publish every ",
                      AgeText(client::ToDuration(node.lease())));
}

void AddUnlessEmpty(std::string note, std::vector<std::string>& notes) {
  if (!note.empty()) notes.push_back(std::move(note));
}

}  // namespace

std::string NodeNote(const v1::NodeStatus& node, const v1::Header& header) {
  const std::string name = absl::StrCat("node ", node.node_id());
  switch (node.state()) {
    case v1::NodeStatus::STATE_UP:
      return client::IsStale(node, header) ? absl::StrCat(name, " is ", StaleText(node, header)) : "";
    case v1::NodeStatus::STATE_DOWN:
      return absl::StrCat(name, " is down", Since(node));
    case v1::NodeStatus::STATE_OTHER:
      return absl::StrCat(name, " says \"", StateText(node), "\"", Since(node));
    case v1::NodeStatus::STATE_INVALID:
      return absl::StrCat(name, " is invalid: ", ProblemText(node.problem()));
    default:
      return absl::StrCat(name, " is in a state that this client does not know (", static_cast<int>(node.state()), ")");
  }
}

std::string ShortNote(const v1::NodeStatus& node, const v1::Header& header) {
  if (node.state() == v1::NodeStatus::STATE_INVALID) return ProblemText(node.problem());
  return client::IsStale(node, header) ? StaleText(node, header) : "";
}

std::string SourceNote(const v1::Header& header) {
  const std::string why = SourceText(header.source_state());
  if (why.empty()) return "";
  std::string note = absl::StrCat("the status shown may be old: ", why);
  if (header.has_source_state_time()) {
    absl::StrAppend(&note, " since ", TimeText(client::ToTime(header.source_state_time())));
  }
  if (!header.has_as_of_time()) return absl::StrCat(note, "; its age is not known");
  absl::StrAppend(&note, "; it is from ", TimeText(client::ToTime(header.as_of_time())));
  if (header.has_answer_time()) absl::StrAppend(&note, ", ", AgeText(client::EvidenceAge(header)), " ago");
  return note;
}

std::string ProblemNote(const v1::ListNodesResponse& listing) {
  const int count = listing.header().problem_count();
  if (count == 0) return "";
  const std::string note =
      absl::StrCat(Count(count, "record"), " of the topic ", count == 1 ? "belongs" : "belong", " to no node");
  return listing.problems().empty() ? note : absl::StrCat(note, "; the newest: ", ProblemText(listing.problems(0)));
}

std::vector<std::string> Notes(const v1::ListNodesResponse& listing) {
  std::vector<std::string> notes;
  for (const v1::NodeStatus& node : listing.nodes()) AddUnlessEmpty(NodeNote(node, listing.header()), notes);
  AddUnlessEmpty(SourceNote(listing.header()), notes);
  AddUnlessEmpty(ProblemNote(listing), notes);
  return notes;
}

}  // namespace rollcall::cli
