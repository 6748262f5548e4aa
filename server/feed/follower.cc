#include "server/feed/follower.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/log.h"

namespace rollcall::feed {
namespace {

constexpr absl::Duration kSafeSilenceIfUnknown = absl::Seconds(60);
constexpr absl::Duration kLeastReplayLimit =
    absl::Milliseconds(500);                   // a retention below this cannot be read safely by anybody
constexpr int kProbesToBelieveTruncation = 2;  // right after an election a leader may briefly show an older end

}  // namespace

Follower::Follower(state::Store& store, std::string topic, absl::Time now) : store_(store) {
  source_.topic = std::move(topic);
  source_.state_since = now;
  BeginReplay(now);  // reading does not wait for the topic's description; being served does
  store_.SetSource(source_);
}

void Follower::BeginReplay(absl::Time now) {
  phase_ = Phase::kReplaying;
  ++generation_;
  replay_began_ = now;
  table_ = std::make_unique<state::KeyTable>();
  next_offset_.reset();
  replay_target_ = kUnknownEnd;
  end_reached_ = false;
  hold_until_ = 0;
  gap_in_replay_ = false;
  gap_in_run_ = false;
  evidence_.reset();
  ends_below_position_ = 0;
  assignment_ = current_assignment_ = {Assignment::Kind::kOffset, 0};  // a number: "the start" would cost a look-up
}

void Follower::Rebuild(absl::Time now, const std::string& reason) {
  Log(LogLevel::kWarning, "reading the topic again from its start", {{"topic", source_.topic}, {"reason", reason}});
  BeginReplay(now);
}

void Follower::StopReading(TopicState why) {
  topic_state_ = why;
  if (phase_ == Phase::kNoTopic) return;
  phase_ = Phase::kNoTopic;
  ++generation_;
  table_.reset();
  evidence_.reset();
  assignment_ = current_assignment_ = Assignment{};
}

void Follower::PassMissing(int64_t last_missing) {
  table_->NoteMissing(last_missing);
  gap_in_replay_ = true;
  gap_in_run_ = true;
}

state::Marks Follower::MarksFor(int64_t offset) const {
  const bool is_near_end =
      replay_target_ == kUnknownEnd || replay_target_ - offset <= static_cast<int64_t>(state::RecordRing::kCapacity);
  return phase_ == Phase::kFollowing || is_near_end ? state::Marks::kKeep : state::Marks::kSkip;
}

void Follower::OnRecord(const topic::RecordView& record, std::optional<int64_t> end_offset) {
  if (phase_ == Phase::kNoTopic) return;
  read_in_run_ = true;
  if (!next_offset_.has_value()) replay_target_ = end_offset.value_or(kUnknownEnd);
  if (record.offset > next_offset_.value_or(0)) {
    PassMissing(record.offset - 1);
    hold_until_ = std::max(hold_until_, end_offset.value_or(kUnknownEnd));
  }
  table_->Apply(record, MarksFor(record.offset));
  next_offset_ = record.offset + 1;
}

void Follower::OnEndReached(int64_t offset) {
  if (phase_ == Phase::kNoTopic) return;
  read_in_run_ = true;
  end_reached_ = true;
  hold_until_ = std::min(hold_until_, offset);
  if (offset > next_offset_.value_or(0)) PassMissing(offset - 1);
  next_offset_ = std::max(next_offset_.value_or(0), offset);
}

void Follower::OnOffsetOutOfRange(absl::Time now) {
  if (phase_ == Phase::kNoTopic) return;
  const bool was_first_try = phase_ == Phase::kReplaying && current_assignment_.kind == Assignment::Kind::kOffset;
  if (phase_ == Phase::kFollowing)
    Rebuild(now, absl::StrCat("offset ", next_offset_.value_or(0), " is not in the log"));
  if (phase_ == Phase::kReplaying && !was_first_try) BeginReplay(now);
  if (was_first_try)
    assignment_ = current_assignment_ = {Assignment::Kind::kLogStart, 0};  // records were deleted up to there
}

bool Follower::IsReplayComplete() const {
  if (topic_state_ != TopicState::kUsable || !next_offset_.has_value()) return false;
  return *next_offset_ >= hold_until_ && (end_reached_ || *next_offset_ >= replay_target_);
}

absl::Duration Follower::SafeSilence() const {
  return delete_retention_.has_value() ? *delete_retention_ / 2 : kSafeSilenceIfUnknown;
}

void Follower::OnRunEnd(absl::Time now) {
  const bool read = std::exchange(read_in_run_, false);
  const bool gap = std::exchange(gap_in_run_, false);
  if (phase_ == Phase::kReplaying && IsReplayComplete()) FinishReplay(now);
  if (phase_ == Phase::kFollowing && gap && now - source_.as_of > SafeSilence()) {
    Rebuild(now, "records were skipped after a silence in which deletions may have been forgotten");
  }
  if (phase_ == Phase::kFollowing) {
    if (read && *next_offset_ >= hold_until_) Commit();
    UseEvidence(now);
  }
  UpdateSource(now);
}

void Follower::FinishReplay(absl::Time now) {
  const absl::Duration took = now - replay_began_;
  if (gap_in_replay_ && took > std::max(SafeSilence(), kLeastReplayLimit)) {
    Rebuild(now,
            absl::StrCat("reading it took ", absl::FormatDuration(took), ", longer than deletions are surely kept"));
    return;
  }
  const absl::Duration kept = delete_retention_.value_or(absl::ZeroDuration()) / 2;
  auto index = std::make_unique<state::Index>(now - kept);
  index->Apply(table_->TakeUpdate(), *next_offset_ - 1);
  phase_ = Phase::kFollowing;
  hold_until_ = 0;
  source_.as_of = replay_began_;  // the end was asked for after that, and all that stood before it was read
  RefreshState(now);
  Log(LogLevel::kInfo, "the topic was read to its end",
      {{"topic", source_.topic},
       {"revision", index->revision()},
       {"nodes", index->node_count()},
       {"took", absl::FormatDuration(took)}});
  store_.Replace(std::move(index), source_);
}

void Follower::Commit() { store_.Apply(table_->TakeUpdate(), *next_offset_ - 1); }

void Follower::UseEvidence(absl::Time now) {
  if (!evidence_.has_value() || *next_offset_ < std::max(evidence_->end_offset, hold_until_)) return;
  const ProbeResult evidence = *std::exchange(evidence_, std::nullopt);
  const auto& expect = evidence.request.expect;
  if (expect.has_value() && (!evidence.found.has_value() || evidence.found->offset != expect->offset)) {
    const state::BodyPtr newest = store_.NewestShown();
    if (newest != nullptr && newest->offset == expect->offset) {  // not superseded meanwhile: it must have been there
      Rebuild(now, absl::StrCat("the record at offset ", expect->offset,
                                " is gone: the topic was recreated or its records deleted"));
      return;
    }
  }
  source_.as_of = std::max(source_.as_of, evidence.started);
}

void Follower::OnProbe(const ProbeResult& result, absl::Time now) {
  is_reachable_ = true;
  if (phase_ != Phase::kFollowing || result.request.generation != generation_) return;
  const auto& expect = result.request.expect;
  if (result.end_offset < result.request.position) {
    if (++ends_below_position_ < kProbesToBelieveTruncation) return;
    Rebuild(now, absl::StrCat("it ends at offset ", result.end_offset, ", before ", result.request.position,
                              ", up to which it was read"));
    return;
  }
  ends_below_position_ = 0;
  const bool is_other_record = expect.has_value() && result.found.has_value() &&
                               result.found->offset == expect->offset &&
                               result.found->fingerprint != expect->fingerprint;
  if (is_other_record || result.found_unexpected_live) {
    Rebuild(now, "another record stands where one was read before: the topic was recreated");
    return;
  }
  evidence_ = result;
  UseEvidence(now);
  UpdateSource(now);
}

void Follower::OnTopic(const absl::StatusOr<topic::TopicDescription>& description, absl::Time now) {
  const absl::Status usable = description.ok() ? topic::CheckTopic(*description) : description.status();
  source_.detail = std::string(usable.message());
  is_reachable_ = description.ok() || absl::IsNotFound(usable);
  if (absl::IsNotFound(usable)) {
    StopReading(TopicState::kMissing);
  } else if (description.ok() && !usable.ok()) {
    StopReading(TopicState::kUnsuitable);
  } else if (usable.ok()) {
    const bool is_other_cluster = !source_.cluster_id.empty() && source_.cluster_id != description->cluster_id;
    source_.cluster_id = description->cluster_id;
    delete_retention_ = description->delete_retention;
    topic_state_ = TopicState::kUsable;
    if (phase_ == Phase::kNoTopic || is_other_cluster) BeginReplay(now);
  }
  OnRunEnd(now);
}

v1::SourceState Follower::PresentState(absl::Time now) const {
  if (topic_state_ == TopicState::kMissing) return v1::SOURCE_STATE_TOPIC_MISSING;
  if (topic_state_ == TopicState::kUnsuitable) return v1::SOURCE_STATE_TOPIC_UNSUITABLE;
  if (phase_ == Phase::kFollowing && now - source_.as_of <= state::kCurrentFor) return v1::SOURCE_STATE_CURRENT;
  return is_reachable_ ? v1::SOURCE_STATE_BEHIND : v1::SOURCE_STATE_DISCONNECTED;
}

void Follower::RefreshState(absl::Time now) {
  const v1::SourceState state = PresentState(now);
  if (state == source_.state) return;
  source_.state = state;
  source_.state_since = now;
  Log(state == v1::SOURCE_STATE_CURRENT ? LogLevel::kInfo : LogLevel::kWarning, "source state changed",
      {{"state", v1::SourceState_Name(state)}, {"topic", source_.topic}, {"detail", source_.detail}});
}

void Follower::UpdateSource(absl::Time now) {
  RefreshState(now);
  store_.SetSource(source_);
}

std::optional<Assignment> Follower::TakeAssignment() { return std::exchange(assignment_, std::nullopt); }

std::optional<ProbeRequest> Follower::NextProbe() const {
  if (phase_ != Phase::kFollowing) return std::nullopt;
  ProbeRequest request{generation_, *next_offset_, std::nullopt};
  const state::BodyPtr newest = store_.NewestShown();
  if (newest != nullptr) request.expect = state::RecordMark{newest->offset, newest->fingerprint};
  return request;
}

}  // namespace rollcall::feed
