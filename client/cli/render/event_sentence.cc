// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/event_sentence.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/render/node_changes.h"
#include "display/notes.h"
#include "display/text.h"
#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

std::string Names(const v1::NodeStatus& node) {
  return absl::StrJoin(node.coprocessors(), ", ",
                       [](std::string* out, const v1::Coprocessor& c) { absl::StrAppend(out, NameText(c.name())); });
}

// A node that is not up is expected to run nothing, so the sentence does not mention it.
std::string RunsClause(const v1::NodeStatus& node) {
  if (!node.coprocessors().empty()) return absl::StrCat(" and runs ", Names(node));
  return node.state() == v1::NodeStatus::STATE_UP ? " and runs nothing" : "";
}

std::string StateSentence(const v1::NodeStatus& node) {
  if (node.state() == v1::NodeStatus::STATE_INVALID) {
    return absl::StrCat("is invalid: ", Sanitize(node.problem().message()));
  }
  if (node.state() == v1::NodeStatus::STATE_OTHER) return absl::StrCat("says \"", StateText(node), "\"");
  return absl::StrCat("is ", StateText(node));
}

// The reason is repeated where it is that of another state.
std::string ChangeSentence(const v1::NodeStatus& before, const v1::NodeStatus& after) {
  std::vector<std::string> clauses = ChangeClauses(before, after);
  const bool is_other_state = StateText(before) != StateText(after);
  const bool is_other_reason = before.reason() != after.reason();
  if (is_other_reason && after.reason().empty() && !is_other_state) clauses.push_back("no longer gives a reason");
  const std::string sentence = clauses.empty() ? "changed" : absl::StrJoin(clauses, "; ");
  return is_other_state || is_other_reason ? WithReason(sentence, after) : sentence;
}

std::string DateClause(const v1::NodeStatus& node, absl::Time now) {
  const absl::Duration ahead = client::TimeAhead(node, now);
  return ahead > absl::ZeroDuration() ? absl::StrCat(", dated ", AheadText(ahead)) : "";
}

std::string RemovedSentence(const RemovedEvent& event) {
  const v1::RemovedNode& removed = event.removed;
  const bool has_record = removed.reason() != v1::RemovedNode::REASON_UNSPECIFIED;
  return absl::StrCat("node ", removed.node_id(), " ", RemovedClause(event), has_record ? " (offset " : " (revision ",
                      removed.revision(), ")");
}

struct Writer {
  absl::Time now;

  std::string operator()(const SnapshotEvent& event) const {
    return absl::StrCat("new snapshot: ", SnapshotText(event.reason));
  }
  std::string operator()(const NodeEvent& event) const {
    return absl::StrCat("node ", event.node.node_id(), " ", NodeClause(event), DateClause(event.node, now), " (offset ",
                        event.node.revision(), ")");
  }
  std::string operator()(const RemovedEvent& event) const { return RemovedSentence(event); }
  std::string operator()(const HiddenEvent& event) const {
    return absl::StrCat("node ", event.node.node_id(), " ", WithReason(StateSentence(event.node), event.node),
                        "; the filter shows no row of it (offset ", event.node.revision(), ")");
  }
  std::string operator()(const SyncedEvent& event) const {
    return absl::StrCat("complete at revision ", event.header.revision(), ": ",
                        Count(event.header.node_count(), "node"), ", digest checked");
  }
  std::string operator()(const SourceEvent& event) const {
    const std::string note = SourceNote(event.header);
    return note.empty() ? "the status shown is current again" : note;
  }
  // The source's event says it already.
  std::string operator()(const StaleEvent& event) const {
    return event.node.has_value() ? StaleNote(*event.node, event.header) : "";
  }
  std::string operator()(const FreshEvent& event) const {
    return event.node.has_value() ? absl::StrCat("node ", event.node->node_id(), " is no longer stale (offset ",
                                                 event.node->revision(), ")")
                                  : "";
  }
  std::string operator()(const LostEvent& event) const {
    return absl::StrCat("lost the connection to ", Sanitize(event.server), " (", Sanitize(event.error),
                        "); what is shown may be old until it is resumed");
  }
  std::string operator()(const ResumedEvent& event) const {
    return absl::StrCat("resumed at ", event.server, " after ", AgeText(event.resumed_time - event.lost_time));
  }
};

}  // namespace

std::string NodeClause(const NodeEvent& event) {
  const v1::NodeStatus& node = event.node;
  if (event.change == client::NodeChange::Kind::kRepublished) return "published the same again";
  if (event.change == client::NodeChange::Kind::kChanged) return ChangeSentence(event.before, node);
  return WithReason(absl::StrCat(StateSentence(node), RunsClause(node)), node);
}

std::string RemovedClause(const RemovedEvent& event) {
  const bool is_deleted = event.removed.reason() == v1::RemovedNode::REASON_DELETED;
  const std::string ran = event.before.coprocessors().empty() ? "" : absl::StrCat("; it ran ", Names(event.before));
  return absl::StrCat(is_deleted ? "is gone: " : "is no longer shown: ", RemovalText(event.removed, event.before), ran);
}

std::string EventSentence(const Event& event, absl::Time now) {
  const std::string sentence = std::visit(Writer{now}, event);
  return sentence.empty() ? "" : absl::StrCat(TimeText(now), " ", sentence);
}

}  // namespace rollcall::cli
