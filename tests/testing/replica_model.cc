// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/replica_model.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/check.h"
#include "server/feed/probe_scan.h"

namespace rollcall::testing {
namespace {

constexpr int kAll = std::numeric_limits<int>::max();
constexpr int32_t kBroker = 1;

bool IsAtStart(const feed::Assignment& assignment) {
  return assignment.kind == feed::Assignment::Kind::kLogStart ||
         (assignment.kind == feed::Assignment::Kind::kOffset && assignment.offset == 0);
}

}  // namespace

ReplicaModel::ReplicaModel(const TopicModel& topic, state::IndexLimits limits, ModelClock clock, absl::Time now)
    : topic_(topic),
      clock_(clock),
      tailer_(store_, counters_, "status", clock.id, At(now), limits),
      read_generation_(topic.generation()) {
  ReportTopic(true, now);
}

void ReplicaModel::ReportTopic(bool broker_answers, absl::Time now) {
  if (!broker_answers) {
    tailer_.OnTopic(absl::UnavailableError("no broker answers"), At(now));
  } else {
    topic::TopicDescription description;
    description.name = "status";
    description.cluster_id = "cluster";
    description.topic_id = topic_.id();
    description.partition_count = 1;
    description.replication_factor = 1;
    description.replicas = {kBroker};
    description.cleanup_policy = "compact";
    description.delete_retention = topic_.delete_retention();
    tailer_.OnTopic(description, At(now));
  }
  EndBatch(now);
}

void ReplicaModel::EndBatch(absl::Time now) {
  tailer_.OnBatchEnd({topic_.start(), topic_.end()}, topic_lookups_, At(now));
  const uint64_t epoch = store_.Epoch();
  if (epoch_ != epoch) shown_generation_ = read_generation_;
  epoch_ = epoch;
}

void ReplicaModel::ApplyAssignment() {
  const std::optional<feed::Assignment> assignment = tailer_.TakeAssignment();
  if (!assignment.has_value()) return;
  position_ = assignment->kind == feed::Assignment::Kind::kLogStart ? topic_.start() : assignment->offset;
  if (IsAtStart(*assignment)) read_generation_ = topic_.generation();
  reported_end_.reset();
}

// As a client does when the leader does not know the id that it fetches by: it goes on at its position.
void ReplicaModel::LookUpTopic() {
  if (std::exchange(topic_id_, topic_.id()) == topic_.id()) return;
  ++topic_lookups_;
  reported_end_.reset();
}

void ReplicaModel::Fetch(int max_records, absl::Time now) {
  ApplyAssignment();
  LookUpTopic();
  if (position_ > topic_.end() || position_ < topic_.start()) {
    tailer_.OnOffsetOutOfRange(At(now));
    ApplyAssignment();
  }
  tailer_.OnSource(kBroker);
  for (; max_records > 0 && position_ < topic_.end(); --max_records) {
    const ModelRecord* record = topic_.FirstFrom(position_);
    position_ = record == nullptr ? topic_.end() : record->offset + 1;
    if (record == nullptr) break;
    const bool wants_end = tailer_.WantsEnd(record->offset);
    tailer_.OnRecord(record->View(), wants_end ? std::optional<int64_t>(topic_.end()) : std::nullopt);
  }
  if (position_ == topic_.end() && reported_end_ != position_) tailer_.OnEndReached(position_);
  if (position_ == topic_.end()) reported_end_ = position_;
}

feed::ProbeResult ReplicaModel::WithTopicId(feed::ProbeResult result) const {
  result.topic_id = topic_.id();
  result.leader = kBroker;
  return result;
}

// What a probe would find now; nullopt if none is due.
std::optional<feed::ProbeResult> ReplicaModel::Probe(absl::Time now) const {
  const std::optional<feed::ProbeRequest> request = tailer_.NextProbe(At(now));
  if (!request.has_value()) return std::nullopt;
  feed::ProbeScan scan(*request, At(now));
  scan.SetEnd(topic_.end());
  if (request->kind == feed::ProbeRequest::Kind::kEnd || topic_.end() < request->position) {
    return WithTopicId(scan.End({}));
  }
  const int64_t from = std::max(request->from.value_or(0), topic_.start());
  for (const ModelRecord* record = topic_.FirstFrom(from); record != nullptr;
       record = topic_.FirstFrom(record->offset + 1)) {
    scan.Apply(record->View());
  }
  return WithTopicId(scan.End({.start = topic_.start(), .end = topic_.end()}));
}

void ReplicaModel::DeliverProbe(const feed::ProbeResult& result, absl::Time now) {
  tailer_.OnProbe(result, At(now));
  EndBatch(now);
}

void ReplicaModel::ProbeTwice(absl::Time now) {
  for (int times = 0; times < 2; ++times) {
    if (const auto result = Probe(now)) DeliverProbe(*result, now);
  }
}

bool ReplicaModel::IsReplaying(absl::Time now) const {
  const std::optional<feed::ProbeRequest> request = tailer_.NextProbe(At(now));
  return !request.has_value() || request->kind == feed::ProbeRequest::Kind::kEnd;
}

// Records are lost by an election or by an operator's command. Here a probe finds the loss before anything else is
// read. A real server may read on for up to a second before its next probe, and shows the loss as soon as it knows.
void ReplicaModel::RecoverFromLoss(absl::Time now) {
  read_generation_ = topic_.generation();
  pending_probe_.reset();
  if (IsReplaying(now)) {
    tailer_.OnOffsetOutOfRange(At(now));
    return EndBatch(now);
  }
  ProbeTwice(now);
  if (IsReplaying(now)) return;
  for (int times = 0; times < 2; ++times) {  // a probe counts only once the end is reached; it may then cause a rebuild
    Fetch(kAll, now);
    EndBatch(now);
    ProbeTwice(now);
  }
  if (IsReplaying(now)) return;
  shown_generation_ = read_generation_;  // the loss did not affect what is shown
}

void ReplicaModel::Read(int max_records, absl::Time now) {
  CHECK_GE(max_records, 0);
  // The client reads on in a recreated topic before a probe can find out.
  const bool is_recreated = !topic_id_.empty() && topic_id_ != topic_.id();
  if (read_generation_ != topic_.generation() && !is_recreated) RecoverFromLoss(now);
  if (const auto result = std::exchange(pending_probe_, std::nullopt)) DeliverProbe(*result, now);
  Fetch(max_records, now);
  EndBatch(now);
  pending_probe_ = Probe(now);
  if (position_ == topic_.end() && pending_probe_.has_value()) {
    DeliverProbe(*std::exchange(pending_probe_, std::nullopt), now);
  }
}

bool ReplicaModel::IsAtEnd() const {
  return store_.IsReady() && shown_generation_ == topic_.generation() && read_generation_ == topic_.generation() &&
         store_.Revision() == topic_.end() - 1 && position_ == topic_.end() && store_.Source().detail.empty();
}

}  // namespace rollcall::testing
