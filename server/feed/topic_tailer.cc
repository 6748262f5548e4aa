// SPDX-License-Identifier: Apache-2.0
#include "server/feed/topic_tailer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/log.h"
#include "server/feed/probe_check.h"

namespace rollcall::feed {
namespace {

constexpr absl::Duration kMaxSafeGapIfUnknown = absl::Seconds(60);
// A retention below this cannot be read safely by anybody.
constexpr absl::Duration kMinReplayLimit = absl::Milliseconds(500);
constexpr absl::Duration kRetryUnreadableAfter = absl::Seconds(1);
// Probes come every second; older evidence tells of a disturbance.
constexpr absl::Duration kUnverifiedAfter = absl::Seconds(2);
// In a longer time without an answer a topic can be replaced, refilled and compacted so that what a probe compares
// looks the same. To read it again is cheap.
constexpr absl::Duration kTrustFor = absl::Seconds(10);
// A probe may have met an old leader, and a starting broker may not know the topic yet.
constexpr int kConfirmations = 2;

void Count(std::atomic<uint64_t>& counter, uint64_t by = 1) { counter.fetch_add(by, std::memory_order_relaxed); }

uint64_t SizeOf(const std::optional<std::string_view>& bytes) { return bytes.has_value() ? bytes->size() : 0; }

}  // namespace

TopicTailer::TopicTailer(state::Store& store, FeedCounters& counters, std::string topic, absl::Time now,
                         state::IndexLimits limits)
    : store_(store), counters_(counters), limits_(limits), status_tracker_(std::move(topic), now) {
  BeginReplay(now);  // reading does not wait for the topic's description; being served does
  PublishSourceStatus(now);
}

void TopicTailer::Assign(Assignment assignment) {
  assignment_ = current_assignment_ = assignment;
  retry_at_.reset();
}

void TopicTailer::BeginReplay(absl::Time now) {
  phase_ = Phase::kReplaying;
  ++generation_;
  Count(counters_.replays);
  replay_began_ = now;
  table_ = std::make_unique<state::KeyTable>();
  next_offset_.reset();
  last_record_.reset();
  replay_target_ = kUnknownEnd;
  at_end_ = false;
  commit_barrier_ = 0;
  gap_in_replay_ = false;
  gap_in_batch_ = false;
  tombstone_in_batch_ = false;
  uncommitted_ = false;
  unverified_since_.reset();
  evidence_.reset();
  answered_at_ = absl::InfiniteFuture();
  times_outside_log_ = 0;
  checked_log_start_ = 0;
  verified_end_ = 0;
  Assign({Assignment::Kind::kOffset, 0});  // a number: "the start" would cost a look-up
}

// For the topic is not the one that was read.
void TopicTailer::RebuildFromAnother(absl::Time now, const std::string& reason) {
  status_tracker_.MarkUntrusted(verified_end_ - 1);
  Rebuild(now, reason);
}

void TopicTailer::Rebuild(absl::Time now, const std::string& reason) {
  Log(LogLevel::kWarning, "reading the topic again from its start",
      {{"topic", status_tracker_.topic()}, {"reason", reason}});
  status_tracker_.SetReplayReason(reason);
  BeginReplay(now);
}

void TopicTailer::StopReading() {
  if (phase_ == Phase::kNoTopic) return;
  phase_ = Phase::kNoTopic;
  ++generation_;
  table_.reset();
  evidence_.reset();
  Assign(Assignment{});
}

void TopicTailer::PassMissing(int64_t last_missing) {
  Count(counters_.gaps);
  table_->NoteMissing(last_missing);
  gap_in_replay_ = true;
  gap_in_batch_ = true;
}

state::RecordTracking TopicTailer::TrackingFor(int64_t offset) const {
  const auto newest = static_cast<int64_t>(std::max<size_t>(limits_.ring, 1));
  const bool is_near_end = replay_target_ == kUnknownEnd || replay_target_ - offset <= newest;
  return phase_ == Phase::kTailing || is_near_end ? state::RecordTracking::kOn : state::RecordTracking::kOff;
}

void TopicTailer::OnRecord(const topic::RecordView& record, std::optional<int64_t> end_offset) {
  if (!IsReading() || record.offset < NextOffset()) return;
  Count(counters_.records);
  Count(counters_.bytes, SizeOf(record.key) + SizeOf(record.value));
  if (!record.key.has_value()) Count(counters_.null_key_records);
  read_in_batch_ = true;
  at_end_ = false;
  if (!next_offset_.has_value()) replay_target_ = end_offset.value_or(kUnknownEnd);
  if (record.offset > NextOffset()) {
    PassMissing(record.offset - 1);
    commit_barrier_ = std::max(commit_barrier_, end_offset.value_or(kUnknownEnd));
  }
  table_->Apply(record, TrackingFor(record.offset));
  last_record_.reset();
  tombstone_in_batch_ = record.key.has_value() && !record.value.has_value();
  if (record.key.has_value() && table_->last_record_id().has_value()) {
    const absl::Time kept_since = record.value.has_value() ? absl::InfiniteFuture() : absl::InfinitePast();
    last_record_ = LastRecord{*table_->last_record_id(), kept_since};
  }
  next_offset_ = record.offset + 1;
}

void TopicTailer::OnEndReached(int64_t offset) {
  if (!IsReading()) return;
  read_in_batch_ = true;
  at_end_ = true;
  if (offset > NextOffset()) PassMissing(offset - 1);
  next_offset_ = std::max(NextOffset(), offset);
}

void TopicTailer::OnOffsetOutOfRange(absl::Time now) {
  if (!IsReading()) return;
  const bool was_first_try =
      phase_ == Phase::kReplaying && !next_offset_.has_value() && current_assignment_.kind == Assignment::Kind::kOffset;
  if (was_first_try) {
    Assign({Assignment::Kind::kLogStart, 0});  // records were deleted up to there
  } else if (phase_ == Phase::kTailing) {
    RebuildFromAnother(now, absl::StrCat("offset ", NextOffset(), " is not in the log"));
  } else {
    BeginReplay(now);
  }
}

void TopicTailer::OnUnreadable(int64_t offset, std::string_view why, absl::Time now) {
  if (!IsReading()) return;
  Count(counters_.unreadable);
  const int64_t where = std::max(offset, NextOffset());
  status_tracker_.OnReadFault(absl::StrCat("unreadable at offset ", where, ": ", AbslView(why)));
  retry_at_ = now + kRetryUnreadableAfter;
}

void TopicTailer::RetryUnreadable(absl::Time now) {
  if (!retry_at_.has_value() || (now < *retry_at_ && *retry_at_ - now <= kRetryUnreadableAfter)) return;
  Assign(next_offset_.has_value() ? Assignment{Assignment::Kind::kOffset, *next_offset_} : current_assignment_);
}

// The end is reached, but not necessarily the one for which the hold waits: a reader of committed records comes to the
// end of what is decided, and while the log as a whole does not end earlier than it did, that is enough.
void TopicTailer::ReleaseBarrier() {
  const bool is_at_known_end = log_.end.has_value() && next_offset_.has_value() && *log_.end <= *next_offset_;
  const bool end_stands = commit_barrier_ == kUnknownEnd || log_.end.value_or(0) >= commit_barrier_;
  if (IsReading() && (at_end_ || is_at_known_end) && end_stands) {
    commit_barrier_ = std::min(commit_barrier_, NextOffset());
  }
}

bool TopicTailer::HasEndGoneBack() const {
  return commit_barrier_ != kUnknownEnd && log_.end.has_value() && *log_.end < commit_barrier_;
}

bool TopicTailer::IsReplayComplete() const {
  if (!status_tracker_.IsUsable() || !evidence_.has_value()) return false;
  return NextOffset() >= std::max(commit_barrier_, evidence_->end_offset);
}

absl::Duration TopicTailer::MaxSafeGap() const {
  return delete_retention_.has_value() ? *delete_retention_ / 2 : kMaxSafeGapIfUnknown;
}

void TopicTailer::OnBatchEnd(const LogBounds& log, absl::Time now) {
  log_ = log;
  ReleaseBarrier();
  if (std::exchange(read_in_batch_, false)) {
    uncommitted_ = true;
    if (!retry_at_.has_value()) status_tracker_.OnRead(now);
  }
  const bool gap = std::exchange(gap_in_batch_, false);
  if (std::exchange(tombstone_in_batch_, false) && phase_ == Phase::kTailing && !unverified_since_.has_value()) {
    if (last_record_.has_value()) last_record_->kept_since = now;  // it was written a moment ago
  }
  if (phase_ == Phase::kReplaying && IsReplayComplete()) FinishReplay(now);
  if (phase_ == Phase::kTailing && gap && status_tracker_.TimeSinceConfirmed(now) > MaxSafeGap()) {
    Rebuild(now, "records were skipped after a silence in which deletions may have been forgotten");
  }
  if (phase_ == Phase::kTailing) {
    if (!unverified_since_.has_value() && status_tracker_.TimeSinceConfirmed(now) > kUnverifiedAfter)
      unverified_since_ = now;
    UseEvidence(now);
    Commit();
  }
  RetryUnreadable(now);
  PublishSourceStatus(now);
}

void TopicTailer::FinishReplay(absl::Time now) {
  const absl::Duration took = now - replay_began_;
  if (gap_in_replay_ && took > std::max(MaxSafeGap(), kMinReplayLimit)) {
    Rebuild(now, absl::StrCat("reading it took ", absl::FormatDuration(took),
                              ", longer than deletions are surely kept: half of the topic's delete.retention.ms"));
    return;
  }
  const absl::Duration kept = delete_retention_.value_or(absl::ZeroDuration()) / 2;
  auto index = std::make_unique<state::Index>(now - kept, limits_);
  next_offset_ = NextOffset();
  index->Apply(table_->TakeUpdate(), *next_offset_ - 1);
  phase_ = Phase::kTailing;
  verified_end_ = *next_offset_;
  commit_barrier_ = 0;
  uncommitted_ = false;
  status_tracker_.SetReplayReason("");
  status_tracker_.SetLogStart(log_.start);
  status_tracker_.SetAsOf(std::exchange(evidence_, std::nullopt)->started);
  Log(LogLevel::kInfo, "the topic was read to its end",
      {{"topic", status_tracker_.topic()},
       {"revision", index->revision()},
       {"nodes", index->node_count()},
       {"took", absl::FormatDuration(took)}});
  store_.Replace(std::move(index), status_tracker_.Update({true, true, *next_offset_, std::nullopt}, now));
}

void TopicTailer::Commit() {
  if (phase_ != Phase::kTailing || unverified_since_.has_value() || *next_offset_ < commit_barrier_) return;
  if (!std::exchange(uncommitted_, false)) return;
  store_.Apply(table_->TakeUpdate(), *next_offset_ - 1);
}

std::string TopicTailer::FindOutsideLog(const ProbeResult& result) const {
  const ProbeRequest& request = result.request;
  if (result.is_out_of_range) {
    return absl::StrCat("offset ", request.from.value_or(0), " is not in the log any more");
  }
  if (result.end_offset < request.position) {
    return absl::StrCat("it ends at offset ", result.end_offset, ", before ", request.position,
                        ", up to which it was read");
  }
  if (!HasEndGoneBack()) return "";
  return absl::StrCat("it ends at offset ", *log_.end, ", and ended at ", commit_barrier_, " before");
}

// Counts once all is read that the probe met: what superseded the expected record is known then.
void TopicTailer::UseEvidence(absl::Time now) {
  if (!evidence_.has_value() || *next_offset_ < std::max(evidence_->end_offset, commit_barrier_)) return;
  const ProbeResult evidence = *std::exchange(evidence_, std::nullopt);
  const state::RecordId* last_record = last_record_.has_value() ? &last_record_->record_id : nullptr;
  const std::string missing = FindMissingRecord(evidence, *table_, last_record);
  if (!missing.empty()) return RebuildFromAnother(now, missing);
  if (evidence.log_start > checked_log_start_) {
    const std::string deleted = FindDeletedRecord(evidence, *table_);
    if (!deleted.empty()) return RebuildFromAnother(now, deleted);
    checked_log_start_ = evidence.log_start;
    status_tracker_.SetLogStart(evidence.log_start);
  }
  verified_end_ = std::max(verified_end_, evidence.request.position);
  if (unverified_since_.has_value() && evidence.started < *unverified_since_)
    return;  // what was read since is not shown yet
  unverified_since_.reset();
  status_tracker_.SetAsOf(evidence.started);
}

void TopicTailer::OnProbe(const absl::StatusOr<ProbeResult>& result, absl::Time now) {
  status_tracker_.OnProbe(result.status());
  if (!result.ok() || phase_ == Phase::kNoTopic || result->request.generation != generation_) return;
  const absl::Duration silence = result->started - std::exchange(answered_at_, result->started);
  if (silence > kTrustFor && phase_ == Phase::kTailing) {
    return Rebuild(now, absl::StrCat("nothing was heard of it for ", absl::FormatDuration(silence)));
  }
  if (const std::string outside = FindOutsideLog(*result); !outside.empty()) {
    if (++times_outside_log_ >= kConfirmations) RebuildFromAnother(now, outside);
    return;
  }
  times_outside_log_ = 0;
  const bool is_comparable = phase_ == Phase::kTailing;
  if (const std::string other = is_comparable ? FindOtherRecord(*result, store_, *table_) : ""; !other.empty()) {
    RebuildFromAnother(now, other);
  } else if (!evidence_.has_value() || result->end_offset <= evidence_->end_offset) {
    evidence_ = *result;  // a later end must not move the goal of a reader that is on its way
  }
}

bool TopicTailer::IsConfirmedMissing(const absl::Status& usable) {
  times_missing_ = absl::IsNotFound(usable) ? times_missing_ + 1 : 0;
  return times_missing_ >= kConfirmations || (times_missing_ > 0 && !status_tracker_.IsUsable());
}

void TopicTailer::OnTopic(const absl::StatusOr<topic::TopicDescription>& description, absl::Time now) {
  const absl::Status usable = description.ok() ? topic::CheckTopic(*description) : description.status();
  const bool is_missing = absl::IsNotFound(usable);
  const bool is_believed = IsConfirmedMissing(usable);
  if (is_missing && !is_believed) return;
  status_tracker_.OnDescription(usable, description.ok() || is_missing, now);
  if (is_missing || (description.ok() && !usable.ok())) {
    StopReading();
  } else if (usable.ok()) {
    const bool is_other_cluster =
        !status_tracker_.cluster_id().empty() && status_tracker_.cluster_id() != description->cluster_id;
    status_tracker_.SetClusterId(description->cluster_id);
    delete_retention_ = description->delete_retention;
    if (phase_ == Phase::kNoTopic || is_other_cluster) BeginReplay(now);
  }
}

void TopicTailer::PublishSourceStatus(absl::Time now) {
  store_.SetSource(status_tracker_.Update({phase_ == Phase::kTailing, at_end_, NextOffset(), log_.end}, now));
}

std::optional<Assignment> TopicTailer::TakeAssignment() { return std::exchange(assignment_, std::nullopt); }

std::optional<ProbeRequest> TopicTailer::NextProbe(absl::Time now) const {
  if (phase_ == Phase::kNoTopic) return std::nullopt;
  ProbeRequest request;
  request.generation = generation_;
  request.position = NextOffset();
  request.kind = phase_ == Phase::kReplaying ? ProbeRequest::Kind::kEnd : ProbeRequest::Kind::kRecords;
  if (request.kind == ProbeRequest::Kind::kEnd) return request;
  request.shown_end = store_.Revision() + 1;
  if (last_record_.has_value()) {
    request.last_record = last_record_->record_id;
    request.last_must_stand = now - last_record_->kept_since <= MaxSafeGap();
  }
  ExpectRecords(store_, verified_end_, request);
  return request;
}

}  // namespace rollcall::feed
