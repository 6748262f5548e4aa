// SPDX-License-Identifier: Apache-2.0
// Asks where the log ends, and whether the broker that says so is the leader and speaks of the right topic. Not
// thread-safe.
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/deadline.h"
#include "server/feed/leader_quorum.h"
#include "server/feed/log_end.h"
#include "topic/kafka/kafka_handle.h"
#include "topic/kafka/kafka_responses.h"
#include "topic/kafka/kafka_topic_view.h"

namespace rollcall::feed {

// The question that is under way: the leader has said where the log ends, and the brokers are asked about the leader.
class PendingLogEnd {
 public:
  PendingLogEnd(LogEnd end, QuorumRule rule, std::vector<int32_t> sources, topic::KafkaQueue queue, int pending);

  // Not confirmed yet.
  int64_t high_watermark() const { return end_.high_watermark; }
  // UNAVAILABLE: the leader is not confirmed (LeaderQuorum::Check), or the brokers know different topics of this name.
  absl::StatusOr<LogEnd> Await(const std::string& topic, const Deadline& deadline);

 private:
  void Add(int32_t broker, const topic::TopicView& view);
  absl::Status Check() const;
  bool HasAllSources() const;

  LogEnd end_;
  LeaderQuorum quorum_;
  std::vector<int32_t> sources_;
  topic::KafkaQueue queue_;
  int pending_;                               // answers to come
  std::map<int32_t, std::string> topic_ids_;  // by broker, as it answered
};

class KafkaLogEnd {
 public:
  // Borrows the client, a consumer with isolation.level=read_uncommitted, which `responses` observes and no other code
  // asks for offsets.
  KafkaLogEnd(rd_kafka_t* client, topic::KafkaResponses& responses, std::string topic)
      : client_(client), responses_(responses), topic_(std::move(topic)) {}

  // Asks the leader and then, without waiting for their answers, all replicas and `sources`: the brokers that must know
  // the same topic, because records were read from them. UNAVAILABLE: the leader did not answer in time.
  absl::StatusOr<PendingLogEnd> Ask(const QuorumRule& rule, const std::vector<int32_t>& sources,
                                    const Deadline& deadline);

 private:
  rd_kafka_t* client_;
  topic::KafkaResponses& responses_;
  const std::string topic_;
};

}  // namespace rollcall::feed
