// SPDX-License-Identifier: Apache-2.0
// A server's path from a topic in memory to its store: the feed's real decisions, with this model in place of the Kafka
// reader and of the prober.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "base/instant.h"
#include "server/feed/topic_tailer.h"
#include "server/state/store.h"
#include "tests/testing/topic_model.h"

namespace rollcall::testing {

// The clocks of a replica's process.
struct ModelClock {
  uint64_t id = 0;            // no other process has it
  absl::Duration wall_ahead;  // of the true time
};

class ReplicaModel {
 public:
  // All times are true ones. The store is not ready until the model has read the topic to its end. `topic` must outlive
  // it.
  ReplicaModel(const TopicModel& topic, state::IndexLimits limits, ModelClock clock, absl::Time now);

  // Reads at most `max_records` records, and probes. The result of a probe arrives at the end of the log at once, and
  // elsewhere with the next call.
  void Read(int max_records, absl::Time now);
  // True if the store shows the topic as it is now.
  bool IsAtEnd() const;
  // Reports to the feed whether a broker answers the monitor's questions about the topic. This has no effect on
  // reading.
  void ReportTopic(bool broker_answers, absl::Time now);

  void SetWallClock(absl::Duration ahead) { clock_.wall_ahead = ahead; }
  // What the replica's clocks show at the true time `now`.
  Instant At(absl::Time now) const { return {now - absl::UnixEpoch(), now + clock_.wall_ahead}; }

  const state::Store& store() const { return store_; }
  // The topic's generation that the store shows.
  size_t shown_generation() const { return shown_generation_; }

 private:
  bool IsReplaying(absl::Time now) const;
  void RecoverFromLoss(absl::Time now);
  void Fetch(int max_records, absl::Time now);
  void ApplyAssignment();
  void LookUpTopic();
  void EndBatch(absl::Time now);
  feed::ProbeResult WithTopicId(feed::ProbeResult result) const;
  std::optional<feed::ProbeResult> Probe(absl::Time now) const;
  void DeliverProbe(const feed::ProbeResult& result, absl::Time now);
  void ProbeTwice(absl::Time now);

  const TopicModel& topic_;
  ModelClock clock_;
  state::Store store_;
  feed::FeedCounters counters_;
  feed::TopicTailer tailer_;
  size_t read_generation_ = 0;
  size_t shown_generation_ = 0;
  uint64_t epoch_ = 0;
  int64_t position_ = 0;
  std::optional<int64_t> reported_end_;  // Kafka reports an end of partition once
  std::string topic_id_;                 // the one that the client fetches by
  uint64_t topic_lookups_ = 0;
  std::optional<feed::ProbeResult> pending_probe_;
};

}  // namespace rollcall::testing
