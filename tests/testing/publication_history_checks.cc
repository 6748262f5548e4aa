// SPDX-License-Identifier: Apache-2.0
// The guarantees that a PublicationHistory checks.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "agent/publisher/content.h"
#include "tests/testing/publication_history.h"

namespace rollcall::testing {
namespace {

using agent::KeyFormat;
using agent::Ownership;
using Cause = agent::NodePublication::Cause;

constexpr absl::Duration kLongestCorrection = absl::Seconds(65);  // the longest pause, and what a record takes

const char* NameOf(Cause cause) {
  switch (cause) {
    case Cause::kChange:
      return "change";
    case Cause::kLease:
      return "lease";
    case Cause::kCorrection:
      return "correction";
    case Cause::kRetry:
      return "retry";
  }
  return "";
}

}  // namespace

// What the topic should show for the publisher's state.
std::string PublicationHistory::ValueOf(const Publisher& publisher) const {
  const std::string& content = *publisher.content;
  const std::optional<absl::Duration> lease = agent::IsDown(content) ? std::nullopt : publisher.options.lease;
  return agent::StampContent(content, publisher.publication->ownership().instance(), lease);
}

void PublicationHistory::CheckSend(Publisher& publisher, const NodePublication::Append& append) {
  TraceLine(absl::StrCat("  publisher ", publisher.number, " sends, because of a ", NameOf(append.cause)));
  if (publisher.is_in_flight) Fail("NeverBackwards: two records are in flight");
  if (publisher.publication->ownership().state() != Ownership::State::kOwner) {
    Fail("OnlyOnChange: a publisher that has yielded publishes");
  }
  const std::optional<std::string> value =
      publisher.content.has_value() ? std::optional(ValueOf(publisher)) : std::nullopt;
  if (append.record.value != value) Fail("NeverBackwards: a record does not have the present state");
  CheckCause(publisher, append);
  CheckBounds(publisher);
}

void PublicationHistory::CheckCause(Publisher& publisher, const NodePublication::Append& append) {
  const Instant now = events_.now();
  const bool is_tombstone = !append.record.value.has_value();
  if (is_over_ && append.cause != Cause::kLease) {
    Fail(absl::StrCat("Converges: long after everything was healed there is a ", NameOf(append.cause)));
  }
  if (is_tombstone) ++publisher.tombstones;
  switch (append.cause) {
    case Cause::kChange:
      ++counts_.changes;
      if (is_tombstone) break;
      ++publisher.changes;
      if (publisher.shown == publisher.content) Fail("OnlyOnChange: a state that is shown is published as a change");
      if (now < publisher.last_change + publisher.options.min_interval) Fail("OnlyOnChange: a change comes too early");
      publisher.last_change = now;
      break;
    case Cause::kLease:
      ++counts_.leases;
      if (is_tombstone || !publisher.options.lease.has_value() ||
          now < publisher.acked_start + *publisher.options.lease * 0.55) {
        Fail("OnlyOnChange: a lease is renewed too early");
      }
      break;
    case Cause::kCorrection:
      ++counts_.corrections;
      if (!is_tombstone) ++publisher.corrections;
      break;
    case Cause::kRetry:
      ++counts_.retries;
      ++publisher.retries;
      break;
  }
}

void PublicationHistory::CheckBounds(const Publisher& publisher) {
  if (publisher.changes > publisher.sets) Fail("OnlyOnChange: there are more changes than states were set");
  if (publisher.retries > publisher.failures) Fail("OnlyOnChange: there are more retries than failures");
  if (publisher.corrections > publisher.reasons_to_correct) {
    Fail("OnlyOnChange: there are more corrections than records to correct");
  }
  if (publisher.tombstones > 2 * (publisher.retires + publisher.failures + publisher.reasons_to_correct)) {
    Fail("OnlyOnChange: there are more tombstones than reasons for them");
  }
}

void PublicationHistory::CheckLanding(Publisher& publisher, const Sent& sent) {
  CheckCalm(publisher);
  publisher.landed_at = events_.now();
  if (sent.number > publisher.last_landed) {
    publisher.last_landed = sent.number;
    return;
  }
  ++counts_.late;
  ++publisher.reasons_to_correct;
  if (!sent.is_given_up) Fail("NeverBackwards: an older record landed after a newer one, and was not given up");
}

void PublicationHistory::NoticeState(Publisher& publisher) {
  const bool is_owner = publisher.publication->ownership().state() == Ownership::State::kOwner;
  if (std::exchange(publisher.is_owner, is_owner) == is_owner) return;
  Disturb(publisher);
  TraceLine(absl::StrCat("  publisher ", publisher.number, is_owner ? " takes over" : " yields"));
  if (is_owner) {
    ++counts_.takeovers;
    ++publisher.reasons_to_correct;
  } else {
    ++counts_.yields;
  }
}

bool PublicationHistory::IsCalm(const Publisher& publisher) const {
  return publisher.is_alive && !publisher.is_stopped && publisher.can_read && publisher.sink == Sink::kHealthy &&
         publisher.is_owner;
}

// The newest live record of the node's two keys.
std::optional<PublicationHistory::Shown> PublicationHistory::ShownOf(int32_t node_id) const {
  std::optional<Shown> shown;
  for (const KeyFormat format : {KeyFormat::kBinary, KeyFormat::kDecimal}) {
    const auto latest = latest_.find(agent::KeyOf(node_id, format));
    if (latest == latest_.end() || !latest->second.value.has_value()) continue;
    if (!shown.has_value() || latest->second.offset > shown->offset) shown = latest->second;
  }
  return shown;
}

// A foreign status after a tombstone may stay. One of the publisher itself may not.
bool PublicationHistory::IsRight(const Publisher& publisher) const {
  const std::optional<Shown> shown = ShownOf(publisher.node_id);
  if (publisher.content.has_value()) return shown.has_value() && shown->value == ValueOf(publisher);
  return !shown.has_value() || !absl::StrContains(*shown->value, absl::StrCat(":p", publisher.number, "\""));
}

void PublicationHistory::CheckNow() {
  for (const PublisherPtr& publisher : publishers_) {
    if (publisher->is_alive) CheckCalm(*publisher);
  }
}

// Leased and Corrected.
void PublicationHistory::CheckCalm(Publisher& publisher) {
  if (IsRight(publisher)) publisher.right_at = events_.now();
  if (!IsCalm(publisher)) return;
  const Instant since = std::max(publisher.disturbed_at, publisher.set_at);
  const bool is_up = publisher.content.has_value() && !agent::IsDown(*publisher.content);
  const absl::Duration silence = events_.now() - std::max(since + absl::Seconds(10), publisher.landed_at);
  if (is_up && publisher.options.lease.has_value() && silence > *publisher.options.lease) {
    Fail(absl::StrCat("Leased: publisher ", publisher.number, " was silent for ", absl::FormatDuration(silence)));
  }
  const absl::Duration wrong = events_.now() - std::max(since, publisher.right_at);
  if (wrong > kLongestCorrection) {
    Fail(absl::StrCat("Corrected: for ", absl::FormatDuration(wrong), " the topic did not show what publisher ",
                      publisher.number, " has set"));
  }
}

void PublicationHistory::CheckConverged() {
  for (int32_t node_id = 0; node_id < options_.nodes; ++node_id) CheckConverged(node_id);
}

void PublicationHistory::CheckConverged(int32_t node_id) {
  std::vector<PublisherPtr> owners;
  PublisherPtr newest;
  bool is_up = false;
  for (const PublisherPtr& publisher : publishers_) {
    if (!publisher->is_alive || publisher->node_id != node_id) continue;
    newest = publisher;
    if (!publisher->content.has_value()) continue;
    is_up |= !agent::IsDown(*publisher->content);
    if (publisher->is_owner) owners.push_back(publisher);
    if (!publisher->publication->IsSettled()) {
      Fail(absl::StrCat("Converges: publisher ", publisher->number, " is not settled"));
    }
  }
  const std::optional<Shown> shown = ShownOf(node_id);
  const bool is_down = shown.has_value() && agent::IsDown(*shown->value);
  const bool needs_owner = is_up || (newest != nullptr && newest->content.has_value() && !is_down);
  if (owners.size() > 1 || (needs_owner && owners.empty())) {
    Fail(absl::StrCat("Converges: node ", node_id, " has ", owners.size(), " owners"));
  }
  for (const PublisherPtr& owner : owners) {
    if (!IsRight(*owner)) {
      Fail(absl::StrCat("Converges: the topic does not show what publisher ", owner->number, " set"));
    }
    if (options_.newest_owns && owner != newest) Fail("Converges: not the newest publisher owns the node");
  }
}

}  // namespace rollcall::testing
