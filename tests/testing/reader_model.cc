// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/reader_model.h"

#include <utility>

#include "server/feed/log_bounds.h"

namespace rollcall::testing {
namespace {

bool IsAtStart(const feed::Assignment& assignment) {
  return assignment.kind == feed::Assignment::Kind::kLogStart ||
         (assignment.kind == feed::Assignment::Kind::kOffset && assignment.offset == 0);
}

}  // namespace

void ReaderModel::Follow(int32_t leader) {
  const int32_t found = cluster_.LeaderFor(leader);
  const TopicModel& log = cluster_.LogOf(found);
  if (log.id() == topic_id_ && log.epochs().current() < epoch_) return;
  if (std::exchange(leader_, found) != found) ++topic_lookups_;
}

void ReaderModel::EndBatch(Instant now) {
  ApplyAssignment();
  tailer_.OnBatchEnd({.start = Log().start(), .end = Log().end(), .broker = fetched_from_}, topic_lookups_, now);
}

void ReaderModel::ApplyAssignment() {
  const std::optional<feed::Assignment> assignment = tailer_.TakeAssignment();
  if (!assignment.has_value()) return;
  position_ = assignment->kind == feed::Assignment::Kind::kLogStart ? Log().start() : assignment->offset;
  position_epoch_.reset();
  reported_end_.reset();
  if (assignment->client == feed::Assignment::Client::kNew) ForgetTopic();
  if (!IsAtStart(*assignment)) return;
  generation_ = cluster_.topic().generation();
  has_read_ = false;
}

// A new client takes whatever leader it is told of.
void ReaderModel::ForgetTopic() {
  topic_id_.clear();
  epoch_ = 0;
}

// As a client does when the leader does not know the id that it fetches by: it goes on at its position.
void ReaderModel::LookUpTopic() {
  if (std::exchange(topic_id_, Log().id()) == Log().id()) return;
  ++topic_lookups_;
  epoch_ = Log().epochs().current();
  position_epoch_.reset();
  reported_end_.reset();
}

void ReaderModel::ValidatePosition(Instant now) {
  Follow(leader_);
  const int32_t epoch = Log().epochs().current();
  if (topic_id_ != Log().id() || std::exchange(epoch_, epoch) == epoch) return;
  ++topic_lookups_;
  if (!position_epoch_.has_value() || Log().epochs().EndOf(*position_epoch_, Log().end()) >= position_) return;
  tailer_.OnOffsetOutOfRange(now);
  ApplyAssignment();
}

void ReaderModel::MoveTo(int64_t position) {
  if (position == position_) return;
  position_ = position;
  has_read_ = true;
  position_epoch_ = Log().epochs().Of(position - 1);
}

void ReaderModel::Fetch(int max_records, Instant now) {
  Follow(leader_);
  ApplyAssignment();
  ValidatePosition(now);
  LookUpTopic();
  if (position_ > Log().end() || position_ < Log().start()) {
    tailer_.OnOffsetOutOfRange(now);
    ApplyAssignment();
  }
  fetched_from_ = leader_;
  tailer_.OnSource(leader_);
  const int64_t end = Log().last_stable();
  for (; max_records > 0 && position_ < end; --max_records) {
    const ModelRecord* record = Log().FirstFrom(position_);
    MoveTo(record == nullptr ? end : record->offset + 1);
    if (record == nullptr) break;
    const bool wants_end = tailer_.WantsEnd(record->offset);
    tailer_.OnRecord(record->View(), wants_end ? std::optional<int64_t>(Log().end()) : std::nullopt);
  }
  if (position_ == end && reported_end_ != position_) tailer_.OnEndReached(position_);
  if (position_ == end) reported_end_ = position_;
}

}  // namespace rollcall::testing
