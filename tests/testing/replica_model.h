// SPDX-License-Identifier: Apache-2.0
// A server's way from a topic in memory to its store: the feed's real decisions, with this model in the place of
// Kafka's reader and of the probe.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/time/time.h"
#include "server/feed/topic_tailer.h"
#include "server/state/store.h"
#include "tests/testing/topic_model.h"

namespace rollcall::testing {

class ReplicaModel {
 public:
  // Serves nothing until it has read to the end.
  ReplicaModel(const TopicModel& topic, state::IndexLimits limits, absl::Time now);

  // Reads so many records at most, and probes. The answer to a probe arrives with the next call, at the end at once.
  void Read(int records, absl::Time now);
  // Whether it shows the topic as it is.
  bool is_at_end() const;
  // Whether a broker answers to what the monitor asks; it has no effect on reading.
  void Describe(bool answered, absl::Time now);

  const state::Store& store() const { return store_; }
  // Of the topic, for what the store shows.
  size_t shown_generation() const { return shown_generation_; }

 private:
  bool IsReplaying(absl::Time now) const;
  void SurviveLoss(absl::Time now);
  void Fetch(int records, absl::Time now);
  void Assign();
  void EndBatch(absl::Time now);
  std::optional<feed::ProbeResult> Probe(absl::Time now) const;
  void Answer(const feed::ProbeResult& result, absl::Time now);
  void AnswerTwice(absl::Time now);

  const TopicModel& topic_;
  state::Store store_;
  feed::FeedCounters counters_;
  feed::TopicTailer tailer_;
  size_t read_generation_ = 0;
  size_t shown_generation_ = 0;
  uint64_t epoch_ = 0;
  int64_t position_ = 0;
  std::optional<int64_t> end_told_;  // the event comes once for an offset
  std::optional<feed::ProbeResult> under_way_;
};

}  // namespace rollcall::testing
