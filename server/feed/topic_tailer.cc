// SPDX-License-Identifier: Apache-2.0
#include "server/feed/topic_tailer.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/check.h"
#include "base/log.h"
#include "rollcall/instant.h"
#include "server/feed/probe_check.h"

namespace rollcall::feed {
namespace {

constexpr absl::Duration kMaxSafeGapIfUnknown = absl::Seconds(60);
// No reader can be safe on a topic with a retention below this.
constexpr absl::Duration kMinReplayLimit = absl::Milliseconds(500);
constexpr absl::Duration kRetryUnreadableAfter = absl::Seconds(1);
// Probes come every second, so older evidence means a disturbance.
constexpr absl::Duration kUnverifiedAfter = absl::Seconds(2);
// In a longer time without an answer a topic can be truncated or replaced, refilled and compacted so that everything
// that a probe compares looks the same. To read it again is cheap.
constexpr absl::Duration kMaxUnansweredTime = absl::Seconds(10);
// A client needs less to connect and to find a leader, even if each response takes a second.
constexpr absl::Duration kStuckAfter = absl::Seconds(10);
constexpr absl::Duration kProgressEvery = absl::Seconds(1);
constexpr absl::Duration kLogProgressEvery = absl::Seconds(5);
// What is decoded between two batches: more than a batch of the reader has, so that decoding comes to an end.
constexpr size_t kMaxDecodeBytes = 8 << 20;
// A starting broker may not know the topic yet.
constexpr int kMissingConfirmations = 2;

void Count(std::atomic<uint64_t>& counter, uint64_t by = 1) { counter.fetch_add(by, std::memory_order_relaxed); }

uint64_t SizeOf(const std::optional<std::string_view>& bytes) { return bytes.has_value() ? bytes->size() : 0; }

}  // namespace

TopicTailer::TopicTailer(state::Store& store, FeedCounters& counters, std::string topic, uint64_t clock_id, Instant now,
                         state::IndexLimits limits)
    : store_(store),
      counters_(counters),
      limits_(limits),
      status_tracker_(std::move(topic), clock_id, now),
      replay_(now) {
  PublishSourceStatus(now);
}

void TopicTailer::Begin(Phase phase, Assignment assignment, Instant now) {
  phase_ = phase;
  ++generation_;
  wants_probe_ = true;
  Replay next(now);
  next.table.ShareWith(std::move(replay_.table));
  replay_ = std::move(next);
  batch_ = {.has_read = batch_.has_read};  // something arrived, so reading works, whatever begins now
  Assign(assignment);
}

// The topic's id has to be known before the first record is read: ids never come back, so all that is read between two
// times at which the id was the same is from that topic.
void TopicTailer::BeginReplay(ReplayReason reason, Instant now) {
  CHECK(description_.has_value());
  Count(counters_.replays[static_cast<size_t>(reason)]);
  Begin(Phase::kReplaying, {.kind = Assignment::Kind::kOffset, .offset = 0}, now);  // kLogStart would cost a request
  replay_.identity = TopicIdentity(description_->topic_id);
}

void TopicTailer::Rebuild(ReplayReason reason, const std::string& why, Instant now) {
  Log(LogLevel::kWarning, "reading the topic again from its start",
      {{"topic", status_tracker_.topic()}, {"reason", why}});
  status_tracker_.SetReplayReason(why);
  BeginReplay(reason, now);
}

// The topic is not the one that was read, and may have been another one ever since the last evidence.
void TopicTailer::RebuildFromOtherTopic(Instant now, const std::string& reason) {
  status_tracker_.MarkUntrusted(replay_.verified_end - 1);
  shown_topic_id_.clear();
  Rebuild(ReplayReason::kOtherTopic, reason, now);
}

void TopicTailer::StopReading(Instant now) {
  if (phase_ != Phase::kNoTopic) Begin(Phase::kNoTopic, Assignment{}, now);
}

void TopicTailer::Assign(Assignment assignment) {
  replay_.assignment = assignment;
  replay_.retry_at.reset();
  has_new_assignment_ = true;
}

void TopicTailer::NoteGap(int64_t last_missing) {
  Count(counters_.gaps);
  replay_.table.NoteMissing(last_missing);
  replay_.has_gap = true;
  batch_.has_gap = true;
}

// The index keeps only the newest record ids. Tracking those of older records would slow a replay down.
state::RecordTracking TopicTailer::TrackingFor(int64_t offset) const {
  const auto newest = static_cast<int64_t>(std::max<size_t>(limits_.ring, 1));
  const bool is_near_end = !replay_.target.has_value() || *replay_.target - offset <= newest;
  return phase_ == Phase::kTailing || is_near_end ? state::RecordTracking::kOn : state::RecordTracking::kOff;
}

void TopicTailer::OnRecord(const topic::RecordView& record, std::optional<int64_t> end_offset) {
  if (!IsReading() || record.offset < NextOffset()) return;
  Count(counters_.records);
  Count(counters_.bytes, SizeOf(record.key) + SizeOf(record.value));
  if (!record.key.has_value()) Count(counters_.null_key_records);
  batch_.has_read = true;
  replay_.is_at_end = false;
  if (!replay_.next_offset.has_value()) replay_.target = end_offset;
  if (record.offset > NextOffset()) {
    NoteGap(record.offset - 1);
    replay_.barrier.RaiseTo(end_offset);
  }
  replay_.table.Apply(record, TrackingFor(record.offset));
  replay_.last_record.reset();
  batch_.ends_with_tombstone = record.key.has_value() && !record.value.has_value();
  if (record.key.has_value() && replay_.table.last_record_id().has_value()) {
    const Instant kept_since = record.value.has_value() ? Instant::InfiniteFuture() : Instant::InfinitePast();
    replay_.last_record = LastRecord{*replay_.table.last_record_id(), kept_since};
  }
  replay_.next_offset = record.offset + 1;
}

void TopicTailer::OnEndReached(int64_t offset) {
  if (!IsReading()) return;
  batch_.has_read = true;
  replay_.is_at_end = true;
  if (offset > NextOffset()) NoteGap(offset - 1);
  replay_.next_offset = std::max(NextOffset(), offset);
}

void TopicTailer::OnOffsetOutOfRange(Instant now) {
  if (!IsReading()) return;
  const bool was_first_try = phase_ == Phase::kReplaying && !replay_.next_offset.has_value() &&
                             replay_.assignment.kind == Assignment::Kind::kOffset;
  if (was_first_try) {
    Assign({.kind = Assignment::Kind::kLogStart});  // the first records of the log were deleted
  } else if (phase_ == Phase::kTailing) {
    RebuildFromOtherTopic(now, absl::StrCat("offset ", NextOffset(), " is not in the log"));
  } else {
    BeginReplay(ReplayReason::kLogStartChanged, now);
  }
}

void TopicTailer::OnUnreadable(int64_t offset, std::string_view why, Instant now) {
  if (!IsReading()) return;
  Count(counters_.unreadable);
  const int64_t where = std::max(offset, NextOffset());
  status_tracker_.OnReadFault(absl::StrCat("unreadable at offset ", where, ": ", AbslView(why)));
  replay_.retry_at = now + kRetryUnreadableAfter;
}

// Goes on where reading came to.
Assignment TopicTailer::Again() const {
  Assignment again = replay_.assignment;
  if (replay_.next_offset.has_value()) again = {.kind = Assignment::Kind::kOffset, .offset = *replay_.next_offset};
  again.client = Assignment::Client::kSame;
  return again;
}

void TopicTailer::RetryUnreadable(Instant now) {
  if (!replay_.retry_at.has_value() || now < *replay_.retry_at) return;
  Assign(Again());
}

// What an open transaction holds back, or what follows an unreadable batch, would not be read by another client either.
void TopicTailer::RetryStuck(const ProbeResult& result) {
  std::optional<Instant>& since = replay_.unread_since;
  if (result.end_offset <= NextOffset() || IsHeldBack() || !IsReading()) return since.reset();
  if (!since.has_value()) since = result.started;
  if (result.started - *since <= kStuckAfter) return;
  Log(LogLevel::kWarning, "nothing arrives of what is on the topic: it is read with a new client",
      {{"topic", status_tracker_.topic()}, {"offset", NextOffset()}, {"end", result.end_offset}});
  since.reset();
  Assignment again = Again();
  again.client = Assignment::Client::kNew;
  Assign(again);
}

bool TopicTailer::IsAtEnd() const {
  const bool is_at_known_end =
      log_.end.has_value() && replay_.next_offset.has_value() && *log_.end <= *replay_.next_offset;
  return replay_.is_at_end || is_at_known_end;
}

bool TopicTailer::IsHeldBack() const { return replay_.is_at_end && replay_.last_stable_offset == NextOffset(); }

bool TopicTailer::IsReplayComplete() const {
  return status_tracker_.IsUsable() && (replay_.evidence.IsReached(NextOffset(), log_.broker) || IsHeldBack()) &&
         replay_.identity.IsConfirmed() && !replay_.barrier.Holds(NextOffset());
}

absl::Duration TopicTailer::MaxSafeGap() const {
  const bool is_known = description_.has_value() && description_->delete_retention.has_value();
  return is_known ? *description_->delete_retention / 2 : kMaxSafeGapIfUnknown;
}

void TopicTailer::OnSource(int32_t broker) {
  const bool is_other = std::exchange(source_, broker) != broker;
  if (is_other && replay_.next_offset.has_value()) replay_.is_from_several = true;
  replay_.identity.AddSource(broker);
}

void TopicTailer::OnBatchEnd(const LogBounds& log, uint64_t topic_lookups, Instant now) {
  log_ = log;
  const Batch batch = std::exchange(batch_, {});
  // The event of reaching the end counts too: after a lookup it may be about the end of another topic.
  if (batch.has_read) replay_.identity.AddSource(source_);
  replay_.identity.SetLookups(topic_lookups);
  const bool is_news = !replay_.identity.IsConfirmed() && replay_.probed_lookups != topic_lookups;
  if (is_news) {
    replay_.probed_lookups = topic_lookups;
    wants_probe_ = true;
  }
  if (IsReading() && IsAtEnd()) replay_.barrier.LowerAtEnd(NextOffset(), log_.end);
  if (batch.has_read) {
    if (!replay_.log_start.has_value()) replay_.log_start = log.start;
    replay_.unread_since.reset();
    replay_.has_uncommitted = true;
    if (!replay_.retry_at.has_value()) status_tracker_.OnRead();
  }
  if (batch.ends_with_tombstone && phase_ == Phase::kTailing && replay_.evidence.is_verified()) {
    if (replay_.last_record.has_value()) replay_.last_record->kept_since = now;  // it was written a moment ago
  }
  replay_.is_decoding = phase_ == Phase::kReplaying && IsReplayComplete();
  if (replay_.is_decoding && replay_.table.DecodeSome(kMaxDecodeBytes)) FinishReplay(now);
  const absl::Duration unproven = std::min(status_tracker_.TimeSinceConfirmed(now), now - replay_.began);
  if (phase_ == Phase::kTailing && batch.has_gap && unproven > MaxSafeGap()) {
    Rebuild(ReplayReason::kTombstonesLost,
            "records were skipped after a time without evidence in which Kafka may have removed tombstones", now);
  }
  if (phase_ == Phase::kTailing) {
    if (status_tracker_.TimeSinceConfirmed(now) > kUnverifiedAfter) replay_.evidence.MarkUnverified(now);
    UseEvidence(now);
    Commit();
  }
  RetryUnreadable(now);
  PublishSourceStatus(now);
}

void TopicTailer::FinishReplay(Instant now) {
  CHECK(phase_ == Phase::kReplaying);
  const absl::Duration took = now - replay_.began;
  if (replay_.has_gap && took > std::max(MaxSafeGap(), kMinReplayLimit)) {
    Rebuild(ReplayReason::kReadTooSlow,
            absl::StrCat("reading it took ", absl::FormatDuration(took),
                         ", longer than tombstones are certain to be kept: half of the topic's delete.retention.ms"),
            now);
    return;
  }
  if (replay_.has_gap && replay_.is_from_several) {
    Rebuild(ReplayReason::kSeveralBrokers,
            "the broker that it was read from changed meanwhile, and the other one may have removed tombstones", now);
    return;
  }
  const absl::Duration kept = description_->delete_retention.value_or(absl::ZeroDuration()) / 2;
  const int64_t next_offset = NextOffset();
  const std::optional<ProbeResult> evidence = replay_.evidence.TakeReached(next_offset, log_.broker);
  CHECK(evidence.has_value() || IsHeldBack());
  const state::Update update = replay_.table.TakeUpdate();
  auto index = std::make_unique<state::Index>(state::ExactFrom{now - kept, update.highest_missing}, limits_);
  index->Apply(update, next_offset - 1);
  phase_ = Phase::kTailing;
  replay_.is_decoding = false;
  replay_.next_offset = next_offset;
  replay_.verified_end = next_offset;
  replay_.barrier = CommitBarrier();
  replay_.has_uncommitted = false;
  replay_.evidence.MarkRead(now);
  status_tracker_.SetReplayReason("");
  status_tracker_.SetProgress(std::nullopt);
  status_tracker_.SetLogStart(replay_.log_start.value_or(log_.start));
  status_tracker_.SetAsOf(evidence.has_value() ? evidence->started : Instant::InfinitePast());
  const int64_t revision = index->revision();
  const size_t nodes = index->node_count();
  status_tracker_.SetTopicId(replay_.identity.topic_id());
  const std::string shown_topic_id = std::exchange(shown_topic_id_, replay_.identity.topic_id());
  const bool is_same_topic = !shown_topic_id.empty() && shown_topic_id == shown_topic_id_;
  store_.Replace(std::move(index), status_tracker_.Update({true, true, next_offset, std::nullopt}, now),
                 is_same_topic ? state::History::kSameTopic : state::History::kOther);
  Log(LogLevel::kInfo, "the topic was read to its end",  // who sees that gets an answer
      {{"topic", status_tracker_.topic()},
       {"revision", revision},
       {"nodes", nodes},
       {"took", absl::FormatDuration(took)}});
}

void TopicTailer::UseEvidence(Instant now) {
  CHECK(replay_.next_offset.has_value());
  // Evidence is about what is shown, so everything that was read has to be.
  if (replay_.barrier.Holds(*replay_.next_offset) || !replay_.identity.IsConfirmed()) return;
  const std::optional<ProbeResult> evidence = replay_.evidence.TakeReached(*replay_.next_offset, log_.broker);
  if (!evidence.has_value()) return;
  const state::RecordId* last_record = replay_.last_record.has_value() ? &replay_.last_record->record_id : nullptr;
  const std::string missing = FindMissingRecord(*evidence, replay_.table, last_record);
  if (!missing.empty()) return RebuildFromOtherTopic(now, missing);
  if (evidence->log_start > replay_.checked_log_start) {
    const std::string deleted = FindDeletedRecord(*evidence, replay_.table);
    if (!deleted.empty()) return RebuildFromOtherTopic(now, deleted);
    replay_.checked_log_start = evidence->log_start;
    status_tracker_.SetLogStart(evidence->log_start);
  }
  replay_.verified_end = std::max(replay_.verified_end, evidence->request.position);
  // While the topic is unverified, records that were read are not shown, so older evidence does not cover all of them.
  if (replay_.evidence.Verify(evidence->started)) status_tracker_.SetAsOf(evidence->started);
}

void TopicTailer::Commit() {
  if (phase_ != Phase::kTailing || !replay_.evidence.is_verified() || !replay_.identity.IsConfirmed()) return;
  CHECK(replay_.next_offset.has_value());
  if (replay_.barrier.Holds(*replay_.next_offset) || !std::exchange(replay_.has_uncommitted, false)) return;
  store_.Apply(replay_.table.TakeUpdate(), *replay_.next_offset - 1);
}

void TopicTailer::OnProbe(const absl::StatusOr<ProbeResult>& result, Instant now) {
  status_tracker_.OnProbe(result.status());
  if (!result.ok() || phase_ == Phase::kNoTopic || result->request.generation != generation_) return;
  const bool is_tailing = phase_ == Phase::kTailing;
  const absl::Duration unanswered = replay_.evidence.OnAnswer(result->started);
  if (unanswered > kMaxUnansweredTime && is_tailing) {
    return Rebuild(ReplayReason::kProbesFailed,
                   absl::StrCat("no probe of it was answered for ", absl::FormatDuration(unanswered)), now);
  }
  const ProbeRequest& request = result->request;
  if (!replay_.identity.Confirm(result->topic_id, request.topic_lookups, request.sources)) {
    description_->topic_id = result->topic_id;
    RebuildFromOtherTopic(now, "it was deleted and created again: its id is another one");
    replay_.assignment.client = Assignment::Client::kNew;
    return;
  }
  const bool holds_back = result->last_stable_offset.value_or(result->end_offset) < result->end_offset;
  replay_.last_stable_offset = holds_back ? result->last_stable_offset : std::nullopt;
  RetryStuck(*result);
  status_tracker_.SetOpenTransaction(IsHeldBack() ? replay_.last_stable_offset : std::nullopt);
  const std::string outside = FindOutsideLog(*result, replay_.barrier, log_);
  const bool is_outside_confirmed = replay_.evidence.ConfirmOutsideLog(!outside.empty());
  if (is_outside_confirmed) return RebuildFromOtherTopic(now, outside);
  if (!outside.empty()) return;
  const std::string other = is_tailing ? FindOtherRecord(*result, store_, replay_.table) : "";
  if (!other.empty()) return RebuildFromOtherTopic(now, other);
  replay_.evidence.Keep(*result);
}

bool TopicTailer::IsConfirmedMissing(const absl::Status& usable) {
  missing_count_ = absl::IsNotFound(usable) ? missing_count_ + 1 : 0;
  return missing_count_ >= kMissingConfirmations || (missing_count_ > 0 && !status_tracker_.IsUsable());
}

void TopicTailer::OnTopic(const absl::StatusOr<topic::TopicDescription>& description, Instant now) {
  const absl::Status usable = description.ok() ? topic::CheckTopic(*description) : description.status();
  const bool is_missing = absl::IsNotFound(usable);
  const bool is_confirmed = IsConfirmedMissing(usable);
  if (is_missing && !is_confirmed) return;
  status_tracker_.OnDescription(usable, description.ok() || is_missing);
  if (is_missing || (description.ok() && !usable.ok())) {
    StopReading(now);
  } else if (usable.ok()) {
    const bool is_other_cluster =
        !status_tracker_.cluster_id().empty() && status_tracker_.cluster_id() != description->cluster_id;
    status_tracker_.SetClusterId(description->cluster_id);
    // A broker that is behind may describe a topic that was deleted since. Only a probe can tell that the topic is
    // another one than the one that is read.
    const bool begins = phase_ == Phase::kNoTopic || is_other_cluster;
    const std::string topic_id = begins ? description->topic_id : description_->topic_id;
    description_ = *description;
    description_->topic_id = topic_id;
    if (begins) BeginReplay(ReplayReason::kTopicFound, now);
  }
}

void TopicTailer::ReportProgress(Instant now) {
  if (phase_ != Phase::kReplaying || now - replay_.progress_at < kProgressEvery) return;
  const std::optional<int64_t> end = log_.end;
  if (!end.has_value()) return;
  replay_.progress_at = now;
  status_tracker_.SetProgress(state::ReadProgress{.offset = NextOffset(), .end = std::max(*end, NextOffset())});
  if (now - replay_.progress_logged_at < kLogProgressEvery) return;
  replay_.progress_logged_at = now;
  Log(LogLevel::kInfo, "reading the topic",
      {{"topic", status_tracker_.topic()}, {"offset", NextOffset()}, {"end", *end}});
}

void TopicTailer::PublishSourceStatus(Instant now) {
  ReportProgress(now);
  const bool is_tailing = phase_ == Phase::kTailing;
  store_.SetSource(status_tracker_.Update({is_tailing, replay_.is_at_end, NextOffset(), log_.end, log_.fetches}, now));
}

std::optional<Assignment> TopicTailer::TakeAssignment() {
  if (!std::exchange(has_new_assignment_, false)) return std::nullopt;
  return replay_.assignment;
}

std::optional<ProbeRequest> TopicTailer::NextProbe(Instant now) const {
  if (phase_ == Phase::kNoTopic) return std::nullopt;
  ProbeRequest request;
  request.generation = generation_;
  request.position = NextOffset();
  request.kind = phase_ == Phase::kReplaying ? ProbeRequest::Kind::kEnd : ProbeRequest::Kind::kRecords;
  request.rule = {.replicas = description_->replicas, .min_insync_replicas = description_->min_insync_replicas};
  request.wants_last_stable = replay_.is_at_end && replay_.evidence.IsKept();
  request.sources = replay_.identity.sources();
  request.topic_id = replay_.identity.topic_id();
  request.topic_lookups = replay_.identity.lookups();
  if (request.kind == ProbeRequest::Kind::kEnd) return request;
  request.shown_end = store_.Revision() + 1;
  if (replay_.last_record.has_value()) {
    request.last_record = replay_.last_record->record_id;
    request.last_must_exist = now - replay_.last_record->kept_since <= MaxSafeGap();
  }
  ExpectRecords(store_, replay_.verified_end, request);
  return request;
}

}  // namespace rollcall::feed
