// SPDX-License-Identifier: Apache-2.0
// A server's path from a topic in memory to its store: the feed's real decisions, with models in place of the Kafka
// reader and of the prober.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/feed/probe_scan.h"
#include "server/feed/topic_tailer.h"
#include "server/state/store.h"
#include "tests/testing/cluster_model.h"
#include "tests/testing/random.h"
#include "tests/testing/reader_model.h"

namespace rollcall::testing {

// The clocks of a replica's process.
struct ModelClock {
  uint64_t id = 0;            // no other process has it
  absl::Duration wall_ahead;  // of the true time
};

class ReplicaModel {
 public:
  // All times are true ones. The store is not ready until the model has read the topic to its end. `cluster` must
  // outlive it.
  ReplicaModel(const ClusterModel& cluster, state::IndexLimits limits, ModelClock clock, absl::Time now);

  // Reads at most `max_records` records, and probes. The result of a probe arrives at the end of the log at once, and
  // elsewhere with the next call.
  void Read(int max_records, absl::Time now);
  // Probes at once. The prober may find something out before the reader does.
  void Probe(absl::Time now);
  // True if the store shows the topic as it is now.
  bool IsAtEnd() const;
  // Reports to the feed whether a broker answers the monitor's questions about the topic. This has no effect on
  // reading.
  void ReportTopic(bool broker_answers, absl::Time now);
  // The cluster was divided: from here on the model reaches only some of the brokers, among them the leader that is cut
  // off, and may take that one for the leader.
  void OnDivision(Random& random);
  void ReachAllBrokers() { unreached_.clear(); }

  void SetWallClock(absl::Duration ahead) { clock_.wall_ahead = ahead; }
  // What the replica's clocks show at the true time `now`.
  Instant At(absl::Time now) const { return {now - absl::UnixEpoch(), now + clock_.wall_ahead}; }
  // The true time at which the replica's wall clock shows `time`, as it is set now.
  absl::Time TrueTime(absl::Time time) const { return time - clock_.wall_ahead; }

  const state::Store& store() const { return store_; }
  // The topic's generation that the store shows.
  size_t shown_generation() const { return shown_generation_; }
  // The topic's generation that the store showed when it was at this revision of this epoch: a selection may lag
  // behind.
  size_t GenerationAt(uint64_t epoch, int64_t revision) const;

 private:
  const TopicModel& topic() const { return cluster_.topic(); }
  bool Reaches(int32_t broker) const;
  bool IsReplaying(absl::Time now) const;
  // Returns false as long as no probe can tell what was lost.
  bool RecoverFromLoss(absl::Time now);
  void EndBatch(absl::Time now);
  void SetShownGeneration(size_t generation);
  absl::Status ConfirmLeader(const feed::QuorumRule& rule, int32_t leader) const;
  feed::ProbeResult ReadRecords(feed::ProbeScan& scan, const TopicModel& log) const;
  absl::StatusOr<feed::ProbeResult> ProbeAt(int32_t leader, const feed::ProbeRequest& request, absl::Time now) const;
  std::optional<absl::StatusOr<feed::ProbeResult>> NextProbe(absl::Time now) const;
  void DeliverProbe(const absl::StatusOr<feed::ProbeResult>& result, absl::Time now);
  // Returns whether the probes were answered.
  bool ProbeTwice(absl::Time now);

  const ClusterModel& cluster_;
  ModelClock clock_;
  state::Store store_;
  feed::FeedCounters counters_;
  feed::TopicTailer tailer_;
  ReaderModel reader_;
  size_t shown_generation_ = 0;
  std::map<std::pair<uint64_t, int64_t>, size_t> generations_;  // that were shown, by epoch and revision
  uint64_t epoch_ = 0;
  std::vector<int32_t> unreached_;       // brokers
  int32_t probed_leader_ = kBrokers[0];  // whom the prober takes for the leader
  std::optional<absl::StatusOr<feed::ProbeResult>> pending_probe_;
};

}  // namespace rollcall::testing
