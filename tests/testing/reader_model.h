// SPDX-License-Identifier: Apache-2.0
// How a server reads a topic: as librdkafka's consumer does with isolation.level=read_committed,
// auto.offset.reset=error and KafkaReader behind it.
//
// A leader refuses a fetch that names another leader epoch than its own. So the client looks up the leader, and before
// it reads on it asks where the log left the epoch of the last record that it has read (KIP-320). If that is below its
// position, the log was truncated: _LOG_TRUNCATION. A position at which nothing was read yet has no epoch, so nothing
// is asked about it. In a recreated topic the client goes on at its position without a question (librdkafka 2.8
// to 2.15).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "rollcall/instant.h"
#include "server/feed/topic_tailer.h"
#include "tests/testing/cluster_model.h"

namespace rollcall::testing {

class ReaderModel {
 public:
  // Both must outlive it.
  ReaderModel(const ClusterModel& cluster, feed::TopicTailer& tailer)
      : cluster_(cluster), tailer_(tailer), generation_(cluster.topic().generation()) {}

  // From here on the reader takes this broker for the leader, as long as it says so itself. A client does not go back
  // to an older leader epoch.
  void Follow(int32_t leader);
  // If the leader has another epoch, finds out whether what was read is still in the log.
  void ValidatePosition(Instant now);
  // Reads at most `max_records` records.
  void Fetch(int max_records, Instant now);

  // Ends a batch of the tailer's events.
  void EndBatch(Instant now);
  // The topic's generation that was read, or from which nothing was read yet.
  size_t generation() const { return generation_; }
  bool has_read() const { return has_read_; }  // since it began at the start
  void set_generation(size_t generation) { generation_ = generation; }
  // Whether everything is read that can be.
  bool IsAtEnd() const { return position_ == Log().last_stable(); }
  // Whether it fetches by the id of a topic that was recreated since.
  bool IsTopicReplaced() const { return !topic_id_.empty() && topic_id_ != cluster_.topic().id(); }

 private:
  const TopicModel& Log() const { return cluster_.LogOf(cluster_.LeaderFor(leader_)); }
  void ForgetTopic();
  void LookUpTopic();
  void ApplyAssignment();
  void MoveTo(int64_t position);

  const ClusterModel& cluster_;
  feed::TopicTailer& tailer_;
  size_t generation_;
  int32_t leader_ = kBrokers[0];
  int32_t epoch_ = 0;  // the leader's
  int64_t position_ = 0;
  bool has_read_ = false;
  std::optional<int32_t> position_epoch_;  // of what was read last
  std::optional<int64_t> reported_end_;    // Kafka reports an end of partition once
  std::string topic_id_;                   // the one that the client fetches by
  uint64_t topic_lookups_ = 0;
  int32_t fetched_from_ = -1;  // the broker that answered the newest fetch
};

}  // namespace rollcall::testing
