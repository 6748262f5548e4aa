#include "server/feed/follower.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/log.h"
#include "server/feed/probe_check.h"

namespace rollcall::feed {
namespace {

constexpr absl::Duration kSafeSilenceIfUnknown = absl::Seconds(60);
// A retention below this cannot be read safely by anybody.
constexpr absl::Duration kLeastReplayLimit = absl::Milliseconds(500);
constexpr absl::Duration kRetryUnreadableAfter = absl::Seconds(1);
// Probes come every second; older evidence tells of a disturbance.
constexpr absl::Duration kDoubtAfter = absl::Seconds(2);
// In a longer time without an answer a topic can be replaced, refilled and compacted so that what a probe compares
// looks the same. To read it again is cheap.
constexpr absl::Duration kTrustFor = absl::Seconds(10);
// A probe may have met an old leader, and a starting broker may not know the topic yet.
constexpr int kTimesToBelieve = 2;

void Count(std::atomic<uint64_t>& counter, uint64_t by = 1) { counter.fetch_add(by, std::memory_order_relaxed); }

uint64_t SizeOf(const std::optional<std::string_view>& bytes) { return bytes.has_value() ? bytes->size() : 0; }

}  // namespace

Follower::Follower(state::Store& store, FeedCounters& counters, std::string topic, absl::Time now,
                   state::IndexLimits limits)
    : store_(store), counters_(counters), limits_(limits), judge_(std::move(topic), now) {
  BeginReplay(now);  // reading does not wait for the topic's description; being served does
  TellSource(now);
}

void Follower::Assign(Assignment assignment) {
  assignment_ = current_assignment_ = assignment;
  retry_at_.reset();
}

void Follower::BeginReplay(absl::Time now) {
  phase_ = Phase::kReplaying;
  ++generation_;
  Count(counters_.replays);
  replay_began_ = now;
  table_ = std::make_unique<state::KeyTable>();
  next_offset_.reset();
  last_record_.reset();
  replay_target_ = kUnknownEnd;
  at_end_ = false;
  hold_until_ = 0;
  gap_in_replay_ = false;
  gap_in_run_ = false;
  tombstone_in_run_ = false;
  uncommitted_ = false;
  doubt_.reset();
  evidence_.reset();
  answered_at_ = absl::InfiniteFuture();
  times_outside_log_ = 0;
  checked_log_start_ = 0;
  verified_end_ = 0;
  Assign({Assignment::Kind::kOffset, 0});  // a number: "the start" would cost a look-up
}

// For the topic is not the one that was read.
void Follower::RebuildFromAnother(absl::Time now, const std::string& reason) {
  judge_.Distrust(verified_end_ - 1);
  Rebuild(now, reason);
}

void Follower::Rebuild(absl::Time now, const std::string& reason) {
  Log(LogLevel::kWarning, "reading the topic again from its start", {{"topic", judge_.topic()}, {"reason", reason}});
  judge_.SetReplayReason(reason);
  BeginReplay(now);
}

void Follower::StopReading() {
  if (phase_ == Phase::kNoTopic) return;
  phase_ = Phase::kNoTopic;
  ++generation_;
  table_.reset();
  evidence_.reset();
  Assign(Assignment{});
}

void Follower::PassMissing(int64_t last_missing) {
  Count(counters_.gaps);
  table_->NoteMissing(last_missing);
  gap_in_replay_ = true;
  gap_in_run_ = true;
}

state::Marks Follower::MarksFor(int64_t offset) const {
  const auto newest = static_cast<int64_t>(std::max<size_t>(limits_.ring, 1));
  const bool is_near_end = replay_target_ == kUnknownEnd || replay_target_ - offset <= newest;
  return phase_ == Phase::kFollowing || is_near_end ? state::Marks::kKeep : state::Marks::kSkip;
}

void Follower::OnRecord(const topic::RecordView& record, std::optional<int64_t> end_offset) {
  if (!IsReading() || record.offset < NextOffset()) return;
  Count(counters_.records);
  Count(counters_.bytes, SizeOf(record.key) + SizeOf(record.value));
  if (!record.key.has_value()) Count(counters_.null_key_records);
  read_in_run_ = true;
  at_end_ = false;
  if (!next_offset_.has_value()) replay_target_ = end_offset.value_or(kUnknownEnd);
  if (record.offset > NextOffset()) {
    PassMissing(record.offset - 1);
    hold_until_ = std::max(hold_until_, end_offset.value_or(kUnknownEnd));
  }
  table_->Apply(record, MarksFor(record.offset));
  last_record_.reset();
  tombstone_in_run_ = record.key.has_value() && !record.value.has_value();
  if (record.key.has_value() && table_->last_mark().has_value()) {
    const absl::Time kept_since = record.value.has_value() ? absl::InfiniteFuture() : absl::InfinitePast();
    last_record_ = LastRecord{*table_->last_mark(), kept_since};
  }
  next_offset_ = record.offset + 1;
}

void Follower::OnEndReached(int64_t offset) {
  if (!IsReading()) return;
  read_in_run_ = true;
  at_end_ = true;
  if (offset > NextOffset()) PassMissing(offset - 1);
  next_offset_ = std::max(NextOffset(), offset);
}

void Follower::OnOffsetOutOfRange(absl::Time now) {
  if (!IsReading()) return;
  const bool was_first_try =
      phase_ == Phase::kReplaying && !next_offset_.has_value() && current_assignment_.kind == Assignment::Kind::kOffset;
  if (was_first_try) {
    Assign({Assignment::Kind::kLogStart, 0});  // records were deleted up to there
  } else if (phase_ == Phase::kFollowing) {
    RebuildFromAnother(now, absl::StrCat("offset ", NextOffset(), " is not in the log"));
  } else {
    BeginReplay(now);
  }
}

void Follower::OnUnreadable(int64_t offset, std::string_view why, absl::Time now) {
  if (!IsReading()) return;
  Count(counters_.unreadable);
  const int64_t where = std::max(offset, NextOffset());
  judge_.OnReadFault(absl::StrCat("unreadable at offset ", where, ": ", AbslView(why)));
  retry_at_ = now + kRetryUnreadableAfter;
}

void Follower::RetryUnreadable(absl::Time now) {
  if (!retry_at_.has_value() || (now < *retry_at_ && *retry_at_ - now <= kRetryUnreadableAfter)) return;
  Assign(next_offset_.has_value() ? Assignment{Assignment::Kind::kOffset, *next_offset_} : current_assignment_);
}

// The end is reached, but not necessarily the one for which the hold waits: a reader of committed records comes to the
// end of what is decided, and while the log as a whole does not end earlier than it did, that is enough.
void Follower::ReleaseHold() {
  const bool is_at_known_end = log_.end.has_value() && next_offset_.has_value() && *log_.end <= *next_offset_;
  const bool end_stands = hold_until_ == kUnknownEnd || log_.end.value_or(0) >= hold_until_;
  if (IsReading() && (at_end_ || is_at_known_end) && end_stands) {
    hold_until_ = std::min(hold_until_, NextOffset());
  }
}

bool Follower::HasEndGoneBack() const {
  return hold_until_ != kUnknownEnd && log_.end.has_value() && *log_.end < hold_until_;
}

bool Follower::IsReplayComplete() const {
  if (!judge_.IsUsable() || !evidence_.has_value()) return false;
  return NextOffset() >= std::max(hold_until_, evidence_->end_offset);
}

absl::Duration Follower::SafeSilence() const {
  return delete_retention_.has_value() ? *delete_retention_ / 2 : kSafeSilenceIfUnknown;
}

void Follower::OnRunEnd(const LogBounds& log, absl::Time now) {
  log_ = log;
  ReleaseHold();
  if (std::exchange(read_in_run_, false)) {
    uncommitted_ = true;
    if (!retry_at_.has_value()) judge_.OnRead(now);
  }
  const bool gap = std::exchange(gap_in_run_, false);
  if (std::exchange(tombstone_in_run_, false) && phase_ == Phase::kFollowing && !doubt_.has_value()) {
    if (last_record_.has_value()) last_record_->kept_since = now;  // it was written a moment ago
  }
  if (phase_ == Phase::kReplaying && IsReplayComplete()) FinishReplay(now);
  if (phase_ == Phase::kFollowing && gap && judge_.Silence(now) > SafeSilence()) {
    Rebuild(now, "records were skipped after a silence in which deletions may have been forgotten");
  }
  if (phase_ == Phase::kFollowing) {
    if (!doubt_.has_value() && judge_.Silence(now) > kDoubtAfter) doubt_ = now;
    UseEvidence(now);
    Commit();
  }
  RetryUnreadable(now);
  TellSource(now);
}

void Follower::FinishReplay(absl::Time now) {
  const absl::Duration took = now - replay_began_;
  if (gap_in_replay_ && took > std::max(SafeSilence(), kLeastReplayLimit)) {
    Rebuild(now, absl::StrCat("reading it took ", absl::FormatDuration(took),
                              ", longer than deletions are surely kept: half of the topic's delete.retention.ms"));
    return;
  }
  const absl::Duration kept = delete_retention_.value_or(absl::ZeroDuration()) / 2;
  auto index = std::make_unique<state::Index>(now - kept, limits_);
  next_offset_ = NextOffset();
  index->Apply(table_->TakeUpdate(), *next_offset_ - 1);
  phase_ = Phase::kFollowing;
  verified_end_ = *next_offset_;
  hold_until_ = 0;
  uncommitted_ = false;
  judge_.SetReplayReason("");
  judge_.SetLogStart(log_.start);
  judge_.SetAsOf(std::exchange(evidence_, std::nullopt)->started);
  Log(LogLevel::kInfo, "the topic was read to its end",
      {{"topic", judge_.topic()},
       {"revision", index->revision()},
       {"nodes", index->node_count()},
       {"took", absl::FormatDuration(took)}});
  store_.Replace(std::move(index), judge_.Judge({true, true, *next_offset_, std::nullopt}, now));
}

void Follower::Commit() {
  if (phase_ != Phase::kFollowing || doubt_.has_value() || *next_offset_ < hold_until_) return;
  if (!std::exchange(uncommitted_, false)) return;
  store_.Apply(table_->TakeUpdate(), *next_offset_ - 1);
}

std::string Follower::FindOutsideLog(const ProbeResult& result) const {
  const ProbeRequest& request = result.request;
  if (result.is_out_of_range) {
    return absl::StrCat("offset ", request.from.value_or(0), " is not in the log any more");
  }
  if (result.end_offset < request.position) {
    return absl::StrCat("it ends at offset ", result.end_offset, ", before ", request.position,
                        ", up to which it was read");
  }
  if (!HasEndGoneBack()) return "";
  return absl::StrCat("it ends at offset ", *log_.end, ", and ended at ", hold_until_, " before");
}

// Counts once all is read that the probe met: what superseded the expected record is known then.
void Follower::UseEvidence(absl::Time now) {
  if (!evidence_.has_value() || *next_offset_ < std::max(evidence_->end_offset, hold_until_)) return;
  const ProbeResult evidence = *std::exchange(evidence_, std::nullopt);
  const state::RecordMark* last_record = last_record_.has_value() ? &last_record_->mark : nullptr;
  const std::string missing = FindMissingRecord(evidence, *table_, last_record);
  if (!missing.empty()) return RebuildFromAnother(now, missing);
  if (evidence.log_start > checked_log_start_) {
    const std::string deleted = FindDeletedRecord(evidence, *table_);
    if (!deleted.empty()) return RebuildFromAnother(now, deleted);
    checked_log_start_ = evidence.log_start;
    judge_.SetLogStart(evidence.log_start);
  }
  verified_end_ = std::max(verified_end_, evidence.request.position);
  if (doubt_.has_value() && evidence.started < *doubt_) return;  // what was read since is not shown yet
  doubt_.reset();
  judge_.SetAsOf(evidence.started);
}

void Follower::OnProbe(const absl::StatusOr<ProbeResult>& result, absl::Time now) {
  judge_.OnProbe(result.status());
  if (!result.ok() || phase_ == Phase::kNoTopic || result->request.generation != generation_) return;
  const absl::Duration silence = result->started - std::exchange(answered_at_, result->started);
  if (silence > kTrustFor && phase_ == Phase::kFollowing) {
    return Rebuild(now, absl::StrCat("nothing was heard of it for ", absl::FormatDuration(silence)));
  }
  if (const std::string outside = FindOutsideLog(*result); !outside.empty()) {
    if (++times_outside_log_ >= kTimesToBelieve) RebuildFromAnother(now, outside);
    return;
  }
  times_outside_log_ = 0;
  const bool is_comparable = phase_ == Phase::kFollowing;
  if (const std::string other = is_comparable ? FindOtherRecord(*result, store_, *table_) : ""; !other.empty()) {
    RebuildFromAnother(now, other);
  } else if (!evidence_.has_value() || result->end_offset <= evidence_->end_offset) {
    evidence_ = *result;  // a later end must not move the goal of a reader that is on its way
  }
}

bool Follower::IsBelievedMissing(const absl::Status& usable) {
  times_missing_ = absl::IsNotFound(usable) ? times_missing_ + 1 : 0;
  return times_missing_ >= kTimesToBelieve || (times_missing_ > 0 && !judge_.IsUsable());
}

void Follower::OnTopic(const absl::StatusOr<topic::TopicDescription>& description, absl::Time now) {
  const absl::Status usable = description.ok() ? topic::CheckTopic(*description) : description.status();
  const bool is_missing = absl::IsNotFound(usable);
  const bool is_believed = IsBelievedMissing(usable);
  if (is_missing && !is_believed) return;
  judge_.OnDescription(usable, description.ok() || is_missing, now);
  if (is_missing || (description.ok() && !usable.ok())) {
    StopReading();
  } else if (usable.ok()) {
    const bool is_other_cluster = !judge_.cluster_id().empty() && judge_.cluster_id() != description->cluster_id;
    judge_.SetClusterId(description->cluster_id);
    delete_retention_ = description->delete_retention;
    if (phase_ == Phase::kNoTopic || is_other_cluster) BeginReplay(now);
  }
}

void Follower::TellSource(absl::Time now) {
  store_.SetSource(judge_.Judge({phase_ == Phase::kFollowing, at_end_, NextOffset(), log_.end}, now));
}

std::optional<Assignment> Follower::TakeAssignment() { return std::exchange(assignment_, std::nullopt); }

std::optional<ProbeRequest> Follower::NextProbe(absl::Time now) const {
  if (phase_ == Phase::kNoTopic) return std::nullopt;
  ProbeRequest request;
  request.generation = generation_;
  request.position = NextOffset();
  request.kind = phase_ == Phase::kReplaying ? ProbeRequest::Kind::kEnd : ProbeRequest::Kind::kRecords;
  if (request.kind == ProbeRequest::Kind::kEnd) return request;
  request.shown_end = store_.Revision() + 1;
  if (last_record_.has_value()) {
    request.last_record = last_record_->mark;
    request.last_must_stand = now - last_record_->kept_since <= SafeSilence();
  }
  ExpectRecords(store_, verified_end_, request);
  return request;
}

}  // namespace rollcall::feed
