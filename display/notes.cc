// SPDX-License-Identifier: Apache-2.0
#include "display/notes.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "display/text.h"
#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall {
namespace {

// The time of the record is not that of the change: the node may have said the same before.
std::string LastWord(const v1::NodeStatus& node, const v1::Header& header) {
  const std::optional<absl::Time> published = client::PublishTime(node);
  if (!published.has_value()) return "";
  const absl::Duration ahead = client::TimeAhead(node, header);
  return absl::StrCat("; last word at ", TimeText(*published),
                      ahead > absl::ZeroDuration() ? absl::StrCat(", ", AheadText(ahead)) : "");
}

// `node` is stale.
std::string StaleText(const v1::NodeStatus& node, const v1::Header& header) {
  const std::optional<absl::Time> published = client::PublishTime(node);
  CHECK(published.has_value());
  const absl::Duration silent = client::ToTime(header.as_of_time()) - *published;
  const std::string why = silent < absl::ZeroDuration() ? absl::StrCat("its status is dated ", AheadText(-silent))
                                                        : absl::StrCat("silent for ", AgeText(silent));
  return absl::StrCat("stale: ", why, ", it promised to publish every ", AgeText(client::ToDuration(node.lease())));
}

std::string UpNote(const std::string& name, const v1::NodeStatus& node, const v1::Header& header) {
  if (client::IsStale(node, header)) return StaleNote(node, header);
  const absl::Duration ahead = client::TimeAhead(node, header);
  return ahead > absl::ZeroDuration() ? absl::StrCat("the status of ", name, " is dated ", AheadText(ahead)) : "";
}

void AddUnlessEmpty(std::string note, std::vector<std::string>& notes) {
  if (!note.empty()) notes.push_back(std::move(note));
}

}  // namespace

std::string ProblemText(const v1::Problem& problem) {
  return absl::StrCat(Sanitize(problem.message()), " (offset ", problem.offset(), ")");
}

std::string NodeNote(const v1::NodeStatus& node, const v1::Header& header) {
  const std::string name = absl::StrCat("node ", node.node_id());
  switch (node.state()) {
    case v1::NodeStatus::STATE_UP:
      return UpNote(name, node, header);
    case v1::NodeStatus::STATE_DOWN:
      return WithReason(absl::StrCat(name, " is down", LastWord(node, header)), node);
    case v1::NodeStatus::STATE_OTHER:
      return WithReason(absl::StrCat(name, " says \"", StateText(node), "\"", LastWord(node, header)), node);
    case v1::NodeStatus::STATE_INVALID:
      return absl::StrCat(name, " is invalid: ", ProblemText(node.problem()));
    default:
      return absl::StrCat(name, " is in a state that this client does not know (", static_cast<int>(node.state()), ")");
  }
}

std::string ShortNote(const v1::NodeStatus& node, const v1::Header& header) {
  if (node.state() == v1::NodeStatus::STATE_INVALID) return ProblemText(node.problem());
  return WithReason(client::IsStale(node, header) ? StaleText(node, header) : "", node);
}

std::string StaleNote(const v1::NodeStatus& node, const v1::Header& header) {
  return absl::StrCat("node ", node.node_id(), " is ", StaleText(node, header));
}

std::string SourceNote(const v1::Header& header) {
  const std::string why = SourceText(header.source_state());
  if (why.empty()) return "";
  const bool has_age = header.has_as_of_time() && header.has_answer_time();
  std::string note =
      absl::StrCat("STALE", has_age ? absl::StrCat(" ", AgeText(client::EvidenceAge(header))) : "", ": ", why);
  if (header.has_source_state_time()) {
    absl::StrAppend(&note, " since ", TimeText(client::ToTime(header.source_state_time())));
  }
  if (!header.has_as_of_time()) return absl::StrCat(note, "; the age of what is shown is not known");
  return absl::StrCat(note, "; what is shown was true at ", TimeText(client::ToTime(header.as_of_time())));
}

std::string ProblemNote(const v1::ListNodesResponse& listing) {
  const int count = listing.header().problem_count();
  if (count == 0) return "";
  const std::string note =
      absl::StrCat(Count(count, "record"), " of the topic ", count == 1 ? "belongs" : "belong", " to no node");
  return listing.problems().empty() ? note : absl::StrCat(note, "; the newest: ", ProblemText(listing.problems(0)));
}

std::vector<std::string> IdleNotes(const v1::ListNodesResponse& listing) {
  std::vector<std::string> notes;
  for (const v1::NodeStatus& node : listing.nodes()) {
    const bool may_run = node.state() == v1::NodeStatus::STATE_UP || node.state() == v1::NodeStatus::STATE_OTHER;
    if (!may_run || !node.coprocessors().empty()) continue;
    notes.push_back(absl::StrCat("node ", node.node_id(), " is ", StateText(node), " and runs no coprocessor"));
  }
  return notes;
}

std::vector<std::string> Notes(const v1::ListNodesResponse& listing, StrayRecords stray_records) {
  std::vector<std::string> notes;
  for (const v1::NodeStatus& node : listing.nodes()) AddUnlessEmpty(NodeNote(node, listing.header()), notes);
  AddUnlessEmpty(SourceNote(listing.header()), notes);
  if (stray_records == StrayRecords::kConcern) AddUnlessEmpty(ProblemNote(listing), notes);
  return notes;
}

}  // namespace rollcall
