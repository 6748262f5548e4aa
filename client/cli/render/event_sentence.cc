// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/event_sentence.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/render/notes.h"
#include "client/cli/render/text.h"
#include "client/cli/render/text_format.h"
#include "client/lib/node.h"
#include "google/protobuf/util/message_differencer.h"

namespace rollcall::cli {
namespace {

using ByName = std::map<std::string, const v1::Coprocessor*>;

ByName IndexByName(const v1::NodeStatus& node) {
  ByName index;
  for (const v1::Coprocessor& coprocessor : node.coprocessors()) index.emplace(coprocessor.name(), &coprocessor);
  return index;
}

std::string Names(const v1::NodeStatus& node) {
  return absl::StrJoin(node.coprocessors(), ", ",
                       [](std::string* out, const v1::Coprocessor& c) { absl::StrAppend(out, Sanitize(c.name())); });
}

// A node that is not up is expected to run nothing, so the sentence does not mention it.
std::string RunsClause(const v1::NodeStatus& node) {
  if (!node.coprocessors().empty()) return absl::StrCat(" and runs ", Names(node));
  return node.state() == v1::NodeStatus::STATE_UP ? " and runs nothing" : "";
}

void AppendClause(absl::string_view verb, const std::vector<std::string>& names, std::vector<std::string>& clauses) {
  if (!names.empty()) clauses.push_back(absl::StrCat(verb, " ", absl::StrJoin(names, ", ")));
}

// The clauses "now runs a", "no longer runs b" and "changed c", each only if it applies.
std::vector<std::string> Differences(const v1::NodeStatus& before, const v1::NodeStatus& after) {
  const ByName old_rows = IndexByName(before);
  const ByName new_rows = IndexByName(after);
  std::vector<std::string> started, changed, stopped, clauses;
  for (const auto& [name, row] : new_rows) {
    const auto old = old_rows.find(name);
    if (old == old_rows.end()) {
      started.push_back(Sanitize(name));
    } else if (!google::protobuf::util::MessageDifferencer::Equals(*old->second, *row)) {
      changed.push_back(Sanitize(name));
    }
  }
  for (const auto& [name, row] : old_rows) {
    if (!new_rows.contains(name)) stopped.push_back(Sanitize(name));
  }
  AppendClause("now runs", started, clauses);
  AppendClause("no longer runs", stopped, clauses);
  AppendClause("changed", changed, clauses);
  return clauses;
}

std::string StateSentence(const v1::NodeStatus& node) {
  if (node.state() == v1::NodeStatus::STATE_INVALID) {
    return absl::StrCat("is invalid: ", Sanitize(node.problem().message()));
  }
  if (node.state() == v1::NodeStatus::STATE_OTHER) return absl::StrCat("says \"", StateText(node), "\"");
  return absl::StrCat("is ", StateText(node));
}

bool SameState(const v1::NodeStatus& a, const v1::NodeStatus& b) {
  return a.state() == b.state() && a.status_text() == b.status_text() && a.has_problem() == b.has_problem();
}

// What changed, in the order state, coprocessors, reason. The reason is repeated where it is that of another state.
std::string ChangeSentence(const v1::NodeStatus& before, const v1::NodeStatus& after) {
  std::vector<std::string> clauses = Differences(before, after);
  const bool is_other_state = !SameState(before, after);
  if (is_other_state) clauses.insert(clauses.begin(), StateSentence(after));
  const std::string sentence = clauses.empty() ? "changed" : absl::StrJoin(clauses, "; ");
  return is_other_state || before.reason() != after.reason() ? WithReason(sentence, after) : sentence;
}

std::string NodeSentence(const NodeEvent& event) {
  const v1::NodeStatus& node = event.node;
  if (event.change == client::AppliedMessage::Change::kRepublished) return "published the same again";
  if (event.change == client::AppliedMessage::Change::kChanged) return ChangeSentence(event.before, node);
  return WithReason(absl::StrCat(StateSentence(node), RunsClause(node)), node);
}

std::string DateClause(const v1::NodeStatus& node, absl::Time now) {
  const absl::Duration ahead = client::TimeAhead(node, now);
  return ahead > absl::ZeroDuration() ? absl::StrCat(", dated ", AheadText(ahead)) : "";
}

struct Writer {
  absl::Time now;

  std::string operator()(const SnapshotEvent& event) const {
    return absl::StrCat("new snapshot: ", SnapshotText(event.reason));
  }
  std::string operator()(const NodeEvent& event) const {
    return absl::StrCat("node ", event.node.node_id(), " ", NodeSentence(event), DateClause(event.node, now),
                        " (offset ", event.node.revision(), ")");
  }
  std::string operator()(const RemovedEvent& event) const {
    return absl::StrCat("node ", event.removed.node_id(), " is gone: ", RemovalText(event.removed.reason()),
                        " (offset ", event.removed.revision(), ")");
  }
  std::string operator()(const SyncedEvent& event) const {
    return absl::StrCat("complete at revision ", event.header.revision(), ": ",
                        Count(event.header.node_count(), "node"), ", digest checked");
  }
  std::string operator()(const SourceEvent& event) const {
    const std::string note = SourceNote(event.header);
    return note.empty() ? "the status shown is current again" : note;
  }
  std::string operator()(const ResumedEvent& event) const {
    return absl::StrCat("resumed at ", event.server, " after ", AgeText(event.resumed_time - event.lost_time));
  }
};

}  // namespace

std::string EventSentence(const Event& event, absl::Time now) {
  return absl::StrCat(TimeText(now), " ", std::visit(Writer{now}, event));
}

}  // namespace rollcall::cli
