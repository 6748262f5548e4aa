// SPDX-License-Identifier: Apache-2.0
#include "server/feed/source_status_tracker.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/log.h"
#include "rollcall/instant.h"

namespace rollcall::feed {
namespace {

// A new reason for the same state is logged at most this often. The status itself always has the newest reason.
constexpr absl::Duration kLogReasonsEvery = absl::Seconds(10);
constexpr int kMaxLinesPerMinute = 6;
// A start is not logged as a fault for as long as the first answer of a broker may take.
constexpr absl::Duration kFirstAnswerTime = absl::Seconds(5);

}  // namespace

SourceStatusTracker::SourceStatusTracker(std::string topic, uint64_t clock_id, Instant now) : logged_at_(now) {
  CHECK(source_.state == v1::SOURCE_STATE_DISCONNECTED);
  source_.topic = std::move(topic);
  source_.state_since = now;
  source_.clock_id = clock_id;
}

void SourceStatusTracker::OnDescription(const absl::Status& usable, bool broker_answered) {
  is_reachable_ = broker_answered;
  topic_fault_ = std::string(usable.message());
  if (!broker_answered) return;
  NoteAnswer();
  topic_ = usable.ok() ? Topic::kUsable : absl::IsNotFound(usable) ? Topic::kMissing : Topic::kUnsuitable;
}

void SourceStatusTracker::OnProbe(const absl::Status& answered) {
  probe_fault_ = std::string(answered.message());
  if (answered.ok()) NoteAnswer();
}

void SourceStatusTracker::OnRead() {
  stall_.Clear();
  read_fault_.clear();
}

v1::SourceState SourceStatusTracker::StateNow(const Progress& progress, Instant now) const {
  if (topic_ == Topic::kMissing) return v1::SOURCE_STATE_TOPIC_MISSING;
  if (topic_ == Topic::kUnsuitable) return v1::SOURCE_STATE_TOPIC_UNSUITABLE;
  if (progress.is_tailing && TimeSinceConfirmed(now) <= state::kCurrentFor) return v1::SOURCE_STATE_CURRENT;
  return is_reachable_ ? v1::SOURCE_STATE_BEHIND : v1::SOURCE_STATE_DISCONNECTED;
}

// While tailing, reaching the end before is no excuse: if there were nothing more to deliver, a probe would have
// confirmed that.
void SourceStatusTracker::NoteProgress(const Progress& progress, Instant now) {
  const bool is_more_there = !progress.end_was_reached || progress.is_tailing;
  const bool goes_on = is_more_there && progress.known_end.value_or(0) > progress.next_offset;
  stall_.Update(goes_on, progress.next_offset, progress.fetches, now);
}

std::string SourceStatusTracker::DetailOf(v1::SourceState state, const Progress& progress) const {
  if (state == v1::SOURCE_STATE_CURRENT) return "";
  if (state != v1::SOURCE_STATE_BEHIND) return topic_fault_;
  if (!read_fault_.empty()) return read_fault_;
  if (open_transaction_.has_value()) {
    return absl::StrCat("a transaction that began at offset ", *open_transaction_,
                        " is open: nothing that was written after it can be read until it ends");
  }
  if (stall_.IsStalled()) {
    return absl::StrCat("unreadable at offset ", progress.next_offset,
                        ": nothing that can be parsed arrives from there, although the log goes on");
  }
  if (!replay_reason_.empty() || (!progress.is_tailing && probe_fault_.empty())) return ReplayText();
  if (!probe_fault_.empty()) return probe_fault_;
  return "for 5 s nothing has confirmed that this is the newest state";
}

std::string SourceStatusTracker::ReplayText() const {
  std::string text = replay_reason_.empty() ? "being read from its start" : "read again from its start";
  if (const auto& read = source_.progress) absl::StrAppend(&text, ", at offset ", read->offset, " of ", read->end);
  if (!replay_reason_.empty()) absl::StrAppend(&text, ": ", replay_reason_);
  return text;
}

const state::SourceStatus& SourceStatusTracker::Update(const Progress& progress, Instant now) {
  CHECK_GE(progress.next_offset, 0);
  NoteProgress(progress, now);
  const v1::SourceState state = StateNow(progress, now);
  if (state != source_.state) source_.state_since = now;
  source_.state = state;
  source_.detail = DetailOf(state, progress);
  LogChange(now);
  return source_;
}

void SourceStatusTracker::LogChange(Instant now) {
  const bool is_other_state = source_.state != logged_state_;
  if (!is_other_state && source_.detail == logged_detail_) return;
  if (!has_answered_ && now - source_.state_since < kFirstAnswerTime) return;
  const absl::Duration since = now - logged_at_;
  if (!is_other_state && since < kLogReasonsEvery) return;
  if (now - minute_began_ >= absl::Minutes(1)) {
    minute_began_ = now;
    lines_this_minute_ = 0;
  }
  // A state that comes and goes is not logged each time. Its last change is logged once the minute is over.
  if (lines_this_minute_ >= kMaxLinesPerMinute) return;
  ++lines_this_minute_;
  logged_state_ = source_.state;
  logged_detail_ = source_.detail;
  logged_at_ = now;
  Log(source_.state == v1::SOURCE_STATE_CURRENT ? LogLevel::kInfo : LogLevel::kWarning, "source state",
      {{"state", v1::SourceState_Name(source_.state)}, {"topic", source_.topic}, {"detail", source_.detail}});
}

}  // namespace rollcall::feed
