// SPDX-License-Identifier: Apache-2.0
#include "display/text_format.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/absl_view.h"
#include "display/text.h"
#include "rollcall/client/node.h"

namespace rollcall {
namespace {

std::string StateWord(const v1::NodeStatus& node) {
  const bool is_own_word = node.state() == v1::NodeStatus::STATE_OTHER;
  return is_own_word ? absl::StrCat("\"", StateText(node), "\"") : StateText(node);
}

}  // namespace

std::string AgeText(absl::Duration age) {
  age = std::max(age, absl::ZeroDuration());
  if (age == absl::InfiniteDuration()) return "an unknown time";
  if (age < absl::Seconds(2)) return absl::StrFormat("%.1f s", absl::ToDoubleSeconds(age));
  if (age < absl::Minutes(2)) return absl::StrCat(absl::ToInt64Seconds(age), " s");
  if (age < absl::Hours(2)) return absl::StrCat(absl::ToInt64Minutes(age), " min");
  if (age < absl::Hours(48)) return absl::StrCat(absl::ToInt64Hours(age), " h");
  return absl::StrCat(absl::ToInt64Hours(age) / 24, " d");
}

std::string AheadText(absl::Duration ahead) { return absl::StrCat(AgeText(ahead), " ahead (clock?)"); }

std::string PublishAgeText(const v1::NodeStatus& node, const v1::Header& header) {
  const std::optional<absl::Time> published = client::PublishTime(node);
  if (!published.has_value() || !header.has_answer_time()) return "";
  const absl::Duration ahead = client::TimeAhead(node, header);
  if (ahead > absl::ZeroDuration()) return absl::StrCat("in ", AgeText(ahead), " (clock?)");
  return AgeText(client::ToTime(header.answer_time()) - *published);
}

std::string TimeText(absl::Time time) { return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone()); }

std::string Count(int64_t count, std::string_view noun) {
  return absl::StrCat(count, " ", AbslView(noun), count == 1 ? "" : "s");
}

std::string StateText(const v1::NodeStatus& node) {
  switch (node.state()) {
    case v1::NodeStatus::STATE_UP:
      return "up";
    case v1::NodeStatus::STATE_DOWN:
      return "down";
    case v1::NodeStatus::STATE_OTHER:
      return Sanitize(node.status_text());
    case v1::NodeStatus::STATE_INVALID:
      return "invalid";
    default:
      return absl::StrCat("unknown (", static_cast<int>(node.state()), ")");
  }
}

std::string StateChangeText(const v1::NodeStatus& before, const v1::NodeStatus& after) {
  const std::string old_word = StateWord(before);
  const std::string new_word = StateWord(after);
  const std::string change =
      old_word == new_word ? absl::StrCat("still ", new_word) : absl::StrCat(old_word, " -> ", new_word);
  return after.has_problem() ? absl::StrCat(change, ": ", Sanitize(after.problem().message())) : change;
}

std::string WithReason(const std::string& note, const v1::NodeStatus& node) {
  if (node.reason().empty()) return note;
  return absl::StrCat(note, note.empty() ? "" : "; ", "reason: ", Sanitize(node.reason()));
}

std::string SourceText(v1::SourceState state) {
  switch (state) {
    case v1::SOURCE_STATE_CURRENT:
      return "";
    case v1::SOURCE_STATE_BEHIND:
      return "the server has not read the topic to its end";
    case v1::SOURCE_STATE_DISCONNECTED:
      return "no broker answers the server";
    case v1::SOURCE_STATE_TOPIC_MISSING:
      return "the topic does not exist now";
    case v1::SOURCE_STATE_TOPIC_UNSUITABLE:
      return "the topic cannot be served now (its partitions or its cleanup policy)";
    default:
      return absl::StrCat("the server is in a state that this client does not know (", static_cast<int>(state), ")");
  }
}

std::string RemovalText(v1::RemovedNode::Reason reason) {
  switch (reason) {
    case v1::RemovedNode::REASON_DELETED:
      return "deleted";
    case v1::RemovedNode::REASON_FILTERED_OUT:
      return "no longer matches the filter";
    case v1::RemovedNode::REASON_UNSPECIFIED:
      return "not in the new snapshot";
    default:
      return "no longer shown";
  }
}

std::string RemovalText(const v1::RemovedNode& removed, const v1::NodeStatus& before) {
  std::string why = RemovalText(removed.reason());
  if (!removed.has_status()) return why;
  return absl::StrCat(WithReason(StateChangeText(before, removed.status()), removed.status()), "; ", why);
}

std::string SnapshotText(v1::SnapshotStarted::Reason reason) {
  switch (reason) {
    case v1::SnapshotStarted::REASON_REQUESTED:
      return "the watch starts";
    case v1::SnapshotStarted::REASON_TOKEN_EXPIRED:
      return "the resume token is too old; deletions since then may be unknown";
    case v1::SnapshotStarted::REASON_TOKEN_UNUSABLE:
      return "the server cannot use the resume token";
    case v1::SnapshotStarted::REASON_TOPIC_CHANGED:
      return "the topic was recreated or truncated";
    case v1::SnapshotStarted::REASON_READER_TOO_FAR_BEHIND:
      return "this client fell too far behind; deletions may be unknown";
    default:
      return "for a reason that this client does not know";
  }
}

std::string NameText(std::string_view name) {
  constexpr std::string_view kUnclearAtTheEdge = " \"";
  const bool is_clear = !name.empty() && kUnclearAtTheEdge.find(name.front()) == std::string_view::npos &&
                        kUnclearAtTheEdge.find(name.back()) == std::string_view::npos;
  return is_clear ? Sanitize(name) : absl::StrCat("\"", Sanitize(name), "\"");
}

std::string TopicsText(const std::vector<std::string_view>& topics) {
  const auto append = [](std::string* out, std::string_view topic) {
    const bool is_clear = !topic.empty() && topic.find_first_of(" \",[]") == std::string_view::npos;
    absl::StrAppend(out, is_clear ? Sanitize(topic) : absl::StrCat("\"", Sanitize(topic), "\""));
  };
  return absl::StrCat("[", absl::StrJoin(topics, ",", append), "]");
}

std::string TopicsText(const v1::Coprocessor& coprocessor) {
  return TopicsText({coprocessor.input_topics().begin(), coprocessor.input_topics().end()});
}

}  // namespace rollcall
