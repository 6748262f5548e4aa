// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/replica_model.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "base/check.h"

namespace rollcall::testing {
namespace {

constexpr int kAll = std::numeric_limits<int>::max();

}  // namespace

ReplicaModel::ReplicaModel(const ClusterModel& cluster, state::IndexLimits limits, ModelClock clock, absl::Time now)
    : cluster_(cluster),
      clock_(clock),
      tailer_(store_, counters_, "status", clock.id, At(now), limits),
      reader_(cluster, tailer_) {
  ReportTopic(true, now);
}

void ReplicaModel::ReportTopic(bool broker_answers, absl::Time now) {
  if (!broker_answers) {
    tailer_.OnTopic(absl::UnavailableError("no broker answers"), At(now));
  } else {
    topic::TopicDescription description;
    description.name = "status";
    description.cluster_id = "cluster";
    description.topic_id = topic().id();
    description.partition_count = 1;
    description.replicas.assign(std::begin(kBrokers), std::end(kBrokers));
    description.replication_factor = static_cast<int>(description.replicas.size());
    description.min_insync_replicas = kMinInsyncReplicas;
    description.cleanup_policy = "compact";
    description.delete_retention = topic().delete_retention();
    tailer_.OnTopic(description, At(now));
  }
  EndBatch(now);
}

void ReplicaModel::OnDivision(Random& random) {
  for (const int32_t broker : kBrokers) {
    if (!cluster_.IsCutOff(broker) && random.Chance(40)) unreached_.push_back(broker);
  }
  if (!Reaches(cluster_.leader())) return;
  if (random.Chance(30)) probed_leader_ = cluster_.leader();
  if (random.Chance(30)) reader_.Follow(cluster_.leader());
}

bool ReplicaModel::Reaches(int32_t broker) const {
  return std::find(unreached_.begin(), unreached_.end(), broker) == unreached_.end();
}

void ReplicaModel::EndBatch(absl::Time now) {
  reader_.EndBatch(At(now));
  const uint64_t epoch = store_.Epoch();
  SetShownGeneration(epoch_ == epoch ? shown_generation_ : reader_.generation());
  epoch_ = epoch;
}

void ReplicaModel::SetShownGeneration(size_t generation) {
  shown_generation_ = generation;
  generations_[{store_.Epoch(), store_.Revision()}] = generation;
}

size_t ReplicaModel::GenerationAt(uint64_t epoch, int64_t revision) const {
  const auto known = generations_.find({epoch, revision});
  return known == generations_.end() ? shown_generation_ : known->second;
}

absl::Status ReplicaModel::ConfirmLeader(const feed::QuorumRule& rule, int32_t leader) const {
  feed::LeaderQuorum quorum(rule, leader);
  for (const int32_t broker : rule.replicas) {
    if (Reaches(broker)) quorum.Add(cluster_.ViewOf(broker));
  }
  return quorum.Check();
}

feed::ProbeResult ReplicaModel::ReadRecords(feed::ProbeScan& scan, const TopicModel& log) const {
  const int64_t from = std::max(scan.request().from.value_or(0), log.start());
  for (const ModelRecord* record = log.FirstFrom(from); record != nullptr; record = log.FirstFrom(record->offset + 1)) {
    scan.Apply(record->View());
  }
  return scan.End({.start = log.start(), .end = log.end()});
}

// As KafkaProbe does.
absl::StatusOr<feed::ProbeResult> ReplicaModel::ProbeAt(int32_t leader, const feed::ProbeRequest& request,
                                                        absl::Time now) const {
  const TopicModel& log = cluster_.LogOf(leader);
  feed::ProbeScan scan(request, At(now));
  scan.SetEnd(log.end());
  const bool reads = request.kind == feed::ProbeRequest::Kind::kRecords && log.end() >= request.position;
  if (request.wants_last_stable || (reads && log.last_stable() < log.end())) scan.SetLastStable(log.last_stable());
  if (absl::Status confirmed = ConfirmLeader(request.rule, leader); !confirmed.ok()) return confirmed;
  feed::ProbeResult result = reads ? ReadRecords(scan, log) : scan.End({});
  result.topic_id = log.id();
  result.leader = leader;
  return result;
}

// What a probe would find now; nullopt if none is due.
std::optional<absl::StatusOr<feed::ProbeResult>> ReplicaModel::NextProbe(absl::Time now) const {
  const std::optional<feed::ProbeRequest> request = tailer_.NextProbe(At(now));
  if (!request.has_value()) return std::nullopt;
  const int32_t known = cluster_.LeaderFor(probed_leader_);
  absl::StatusOr<feed::ProbeResult> result = ProbeAt(known, *request, now);
  const bool finds_leader = !result.ok() && known != cluster_.leader() && Reaches(cluster_.leader());
  return finds_leader ? ProbeAt(cluster_.leader(), *request, now) : result;
}

void ReplicaModel::DeliverProbe(const absl::StatusOr<feed::ProbeResult>& result, absl::Time now) {
  tailer_.OnProbe(result, At(now));
  EndBatch(now);
  if (!result.ok()) return;
  probed_leader_ = result->leader;
  reader_.Follow(result->leader);
}

bool ReplicaModel::ProbeTwice(absl::Time now) {
  for (int times = 0; times < 2; ++times) {
    const auto result = NextProbe(now);
    if (!result.has_value()) continue;
    DeliverProbe(*result, now);
    if (!result->ok()) return false;
  }
  return true;
}

bool ReplicaModel::IsReplaying(absl::Time now) const {
  const std::optional<feed::ProbeRequest> request = tailer_.NextProbe(At(now));
  return !request.has_value() || request->kind == feed::ProbeRequest::Kind::kEnd;
}

// Records are lost by an election or by an operator's command. Here a probe finds the loss before anything else is
// read. A real server may read on for up to a second before its next probe, and shows the loss as soon as it knows.
bool ReplicaModel::RecoverFromLoss(absl::Time now) {
  pending_probe_.reset();
  if (IsReplaying(now)) {
    reader_.set_generation(topic().generation());
    tailer_.OnOffsetOutOfRange(At(now));
    EndBatch(now);
    return true;
  }
  // What is held back may replace a record that was deleted, so a probe cannot tell yet.
  if (topic().IsTransactionOpen() || !ProbeTwice(now)) return false;
  const size_t generation_before = reader_.generation();
  reader_.set_generation(topic().generation());
  if (IsReplaying(now)) return true;
  for (int times = 0; times < 2; ++times) {  // a probe counts only once the end is reached; it may then cause a rebuild
    reader_.Fetch(kAll, At(now));
    EndBatch(now);
    ProbeTwice(now);
  }
  if (!IsReplaying(now) && store_.Source().as_of != At(now)) {  // no evidence yet whether what is shown was lost
    reader_.set_generation(generation_before);
    return false;
  }
  if (!IsReplaying(now)) SetShownGeneration(reader_.generation());  // the loss did not affect what is shown
  return true;
}

void ReplicaModel::Read(int max_records, absl::Time now) {
  CHECK_GE(max_records, 0);
  reader_.ValidatePosition(At(now));
  EndBatch(now);
  if (!reader_.has_read() && IsReplaying(now)) reader_.set_generation(topic().generation());
  // The client reads on in a recreated topic before a probe can find out.
  const bool has_loss = reader_.generation() != topic().generation() && !reader_.IsTopicReplaced();
  if (has_loss && !RecoverFromLoss(now)) return;
  if (const auto result = std::exchange(pending_probe_, std::nullopt)) DeliverProbe(*result, now);
  reader_.Fetch(max_records, At(now));
  EndBatch(now);
  pending_probe_ = NextProbe(now);
  if (reader_.IsAtEnd() && pending_probe_.has_value()) {
    DeliverProbe(*std::exchange(pending_probe_, std::nullopt), now);
  }
}

void ReplicaModel::Probe(absl::Time now) {
  pending_probe_.reset();
  if (IsReplaying(now)) {  // its client fetches all the time, and so learns of an unclean election by itself
    reader_.ValidatePosition(At(now));
    EndBatch(now);
  }
  if (const auto result = NextProbe(now)) DeliverProbe(*result, now);
}

bool ReplicaModel::IsAtEnd() const {
  return store_.IsReady() && shown_generation_ == topic().generation() &&
         reader_.generation() == topic().generation() && store_.Revision() == topic().end() - 1 && reader_.IsAtEnd() &&
         store_.Source().detail.empty();
}

}  // namespace rollcall::testing
