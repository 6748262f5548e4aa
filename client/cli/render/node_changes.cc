// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/node_changes.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "display/text.h"
#include "display/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

using google::protobuf::util::MessageDifferencer;

std::string Quoted(const std::string& text) { return absl::StrCat("\"", Sanitize(text), "\""); }

// A text that the publisher may leave out.
std::string OldToNew(const std::string& before, const std::string& after) {
  return absl::StrCat(before.empty() ? "none" : Sanitize(before), " -> ", after.empty() ? "none" : Sanitize(after));
}

bool SameTopics(const v1::Coprocessor& a, const v1::Coprocessor& b) {
  return std::equal(a.input_topics().begin(), a.input_topics().end(), b.input_topics().begin(), b.input_topics().end());
}

std::set<std::string> TopicSet(const v1::Coprocessor& row) {
  return {row.input_topics().begin(), row.input_topics().end()};
}

// The elements of `topics` that `others` lacks, each after `sign`.
void AppendMissing(absl::string_view sign, const std::set<std::string>& topics, const std::set<std::string>& others,
                   std::string& text) {
  for (const std::string& topic : topics) {
    if (!others.contains(topic)) absl::StrAppend(&text, " ", sign, Sanitize(topic));
  }
}

std::string TopicsChange(const v1::Coprocessor& before, const v1::Coprocessor& after) {
  const std::set<std::string> old_topics = TopicSet(before);
  const std::set<std::string> new_topics = TopicSet(after);
  if (old_topics == new_topics) return absl::StrCat("topics ", TopicsText(before), " -> ", TopicsText(after));
  std::string text = "topics";
  AppendMissing("+", new_topics, old_topics, text);
  AppendMissing("-", old_topics, new_topics, text);
  return text;
}

// For example "b (running -> errored, topics +y -x)". The name alone if a field changed that this version does not
// know.
std::string RowChange(const v1::Coprocessor& before, const v1::Coprocessor& after) {
  std::vector<std::string> changes;
  if (before.state_text() != after.state_text()) changes.push_back(OldToNew(before.state_text(), after.state_text()));
  if (!SameTopics(before, after)) changes.push_back(TopicsChange(before, after));
  if (before.description() != after.description()) {
    changes.push_back(absl::StrCat("description ", Quoted(before.description()), " -> ", Quoted(after.description())));
  }
  const std::string name = NameText(after.name());
  return changes.empty() ? name : absl::StrCat(name, " (", absl::StrJoin(changes, ", "), ")");
}

void AppendClause(absl::string_view verb, const std::vector<std::string>& objects, std::vector<std::string>& clauses) {
  if (!objects.empty()) clauses.push_back(absl::StrCat(verb, " ", absl::StrJoin(objects, ", ")));
}

void AppendRowClauses(const v1::NodeStatus& before, const v1::NodeStatus& after, std::vector<std::string>& clauses) {
  std::vector<std::string> started, stopped, changed;
  for (const auto& [name, change] : CoprocessorChanges(before, after)) {
    if (change.before == nullptr) {
      started.push_back(Sanitize(name));
    } else if (change.after == nullptr) {
      stopped.push_back(Sanitize(name));
    } else {
      changed.push_back(RowChange(*change.before, *change.after));
    }
  }
  AppendClause("now runs", started, clauses);
  AppendClause("no longer runs", stopped, clauses);
  AppendClause("changed", changed, clauses);
}

bool SameState(const v1::NodeStatus& a, const v1::NodeStatus& b) {
  return a.state() == b.state() && a.status_text() == b.status_text() && a.problem().message() == b.problem().message();
}

std::string LeaseText(const v1::NodeStatus& node) {
  return node.has_lease() ? AgeText(client::ToDuration(node.lease())) : "";
}

}  // namespace

std::map<std::string, CoprocessorChange> CoprocessorChanges(const v1::NodeStatus& before, const v1::NodeStatus& after) {
  std::map<std::string, CoprocessorChange> changes;
  for (const v1::Coprocessor& row : before.coprocessors()) changes[row.name()].before = &row;
  for (const v1::Coprocessor& row : after.coprocessors()) changes[row.name()].after = &row;
  std::erase_if(changes, [](const auto& entry) {
    const CoprocessorChange& change = entry.second;
    return change.before != nullptr && change.after != nullptr &&
           MessageDifferencer::Equals(*change.before, *change.after);
  });
  return changes;
}

std::vector<std::string> ChangeClauses(const v1::NodeStatus& before, const v1::NodeStatus& after) {
  std::vector<std::string> clauses;
  if (!SameState(before, after)) clauses.push_back(StateChangeText(before, after));
  AppendRowClauses(before, after, clauses);
  if (LeaseText(before) != LeaseText(after)) {
    clauses.push_back(absl::StrCat("lease ", OldToNew(LeaseText(before), LeaseText(after))));
  }
  if (before.publisher_instance() != after.publisher_instance()) {
    clauses.push_back(absl::StrCat("publisher ", OldToNew(before.publisher_instance(), after.publisher_instance())));
  }
  return clauses;
}

}  // namespace rollcall::cli
