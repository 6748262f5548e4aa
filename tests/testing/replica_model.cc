// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/replica_model.h"

#include <limits>
#include <utility>

#include "server/feed/probe_scan.h"

namespace rollcall::testing {
namespace {

constexpr int kAll = std::numeric_limits<int>::max();

}  // namespace

ReplicaModel::ReplicaModel(const TopicModel& topic, state::IndexLimits limits, absl::Time now)
    : topic_(topic), tailer_(store_, counters_, "status", now, limits), read_generation_(topic.generation()) {
  Describe(true, now);
}

void ReplicaModel::Describe(bool answered, absl::Time now) {
  if (!answered) {
    tailer_.OnTopic(absl::UnavailableError("no broker answers"), now);
  } else {
    topic::TopicDescription description;
    description.name = "status";
    description.cluster_id = "cluster";
    description.partition_count = 1;
    description.cleanup_policy = "compact";
    description.delete_retention = topic_.delete_retention();
    tailer_.OnTopic(description, now);
  }
  EndBatch(now);
}

void ReplicaModel::EndBatch(absl::Time now) {
  tailer_.OnBatchEnd({topic_.start(), topic_.end()}, now);
  const uint64_t epoch = store_.Epoch();
  if (epoch_ != epoch) shown_generation_ = read_generation_;
  epoch_ = epoch;
}

void ReplicaModel::Assign() {
  const std::optional<feed::Assignment> assignment = tailer_.TakeAssignment();
  if (!assignment.has_value()) return;
  position_ = assignment->kind == feed::Assignment::Kind::kLogStart ? topic_.start() : assignment->offset;
  end_told_.reset();
}

void ReplicaModel::Fetch(int records, absl::Time now) {
  Assign();
  if (position_ > topic_.end() || position_ < topic_.start()) {
    tailer_.OnOffsetOutOfRange(now);
    Assign();
  }
  for (; records > 0 && position_ < topic_.end(); --records) {
    const ModelRecord* record = topic_.FirstFrom(position_);
    position_ = record == nullptr ? topic_.end() : record->offset + 1;
    if (record == nullptr) break;
    const bool wants_end = tailer_.WantsEnd(record->offset);
    tailer_.OnRecord(record->View(), wants_end ? std::optional<int64_t>(topic_.end()) : std::nullopt);
  }
  if (position_ == topic_.end() && end_told_ != position_) tailer_.OnEndReached(position_);
  if (position_ == topic_.end()) end_told_ = position_;
}

// What a broker would answer now.
std::optional<feed::ProbeResult> ReplicaModel::Probe(absl::Time now) const {
  const std::optional<feed::ProbeRequest> request = tailer_.NextProbe(now);
  if (!request.has_value()) return std::nullopt;
  feed::ProbeScan reading(*request, now);
  reading.SetEnd(topic_.end());
  if (request->kind == feed::ProbeRequest::Kind::kEnd || topic_.end() < request->position) return reading.End(0);
  const int64_t from = request->from.value_or(topic_.start());
  if (from > topic_.end() || from < topic_.start()) return reading.EndOutOfRange();
  for (const ModelRecord* record = topic_.FirstFrom(from); record != nullptr;
       record = topic_.FirstFrom(record->offset + 1)) {
    reading.Take(record->View());
  }
  return reading.End(topic_.start());
}

void ReplicaModel::Answer(const feed::ProbeResult& result, absl::Time now) {
  tailer_.OnProbe(result, now);
  EndBatch(now);
}

void ReplicaModel::AnswerTwice(absl::Time now) {
  for (int times = 0; times < 2; ++times) {
    if (const auto result = Probe(now)) Answer(*result, now);
  }
}

bool ReplicaModel::IsReplaying(absl::Time now) const {
  const std::optional<feed::ProbeRequest> request = tailer_.NextProbe(now);
  return !request.has_value() || request->kind == feed::ProbeRequest::Kind::kEnd;
}

// Losses go with an election or an operator's command. What is probed before anything else is read finds them; a server
// may read on for up to a second before that, and shows it as soon as it knows.
void ReplicaModel::SurviveLoss(absl::Time now) {
  read_generation_ = topic_.generation();
  under_way_.reset();
  if (IsReplaying(now)) {
    tailer_.OnOffsetOutOfRange(now);
    return EndBatch(now);
  }
  AnswerTwice(now);
  if (IsReplaying(now)) return;
  for (int times = 0; times < 2; ++times) {  // evidence counts once the end is reached; then it may mean a rebuild
    Fetch(kAll, now);
    EndBatch(now);
    AnswerTwice(now);
  }
  if (IsReplaying(now)) return;
  shown_generation_ = read_generation_;  // what is shown was not touched by the loss
}

void ReplicaModel::Read(int records, absl::Time now) {
  if (read_generation_ != topic_.generation()) SurviveLoss(now);
  if (const auto result = std::exchange(under_way_, std::nullopt)) Answer(*result, now);
  Fetch(records, now);
  EndBatch(now);
  under_way_ = Probe(now);
  if (position_ == topic_.end() && under_way_.has_value()) Answer(*std::exchange(under_way_, std::nullopt), now);
}

bool ReplicaModel::is_at_end() const {
  return store_.IsReady() && shown_generation_ == topic_.generation() && read_generation_ == topic_.generation() &&
         store_.Revision() == topic_.end() - 1 && position_ == topic_.end() && store_.Source().detail.empty();
}

}  // namespace rollcall::testing
