// SPDX-License-Identifier: Apache-2.0
// Asks where the log ends, and whether the broker that says so is the leader and speaks of the right topic.
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/deadline.h"
#include "server/feed/leader_quorum.h"
#include "server/feed/log_end.h"
#include "topic/kafka/kafka_handle.h"
#include "topic/kafka/kafka_responses.h"

namespace rollcall::feed {

class KafkaLogEnd {
 public:
  // Borrows the client, a consumer with isolation.level=read_uncommitted, which `responses` observes.
  KafkaLogEnd(rd_kafka_t* client, topic::KafkaResponses& responses, std::string topic)
      : client_(client), responses_(responses), topic_(std::move(topic)) {}

  struct Question {
    QuorumRule rule;
    std::vector<int32_t> sources;  // brokers that must know the same topic, because records were read from them
  };

  // UNAVAILABLE: the leader did not answer in time, or is not confirmed (LeaderQuorum::Check), or the brokers know
  // different topics of this name. Not thread-safe.
  absl::StatusOr<LogEnd> Ask(const Question& question, const Deadline& deadline);

 private:
  absl::Status Confirm(const Question& question, const Deadline& deadline, LogEnd& end);

  rd_kafka_t* client_;
  topic::KafkaResponses& responses_;
  const std::string topic_;
};

}  // namespace rollcall::feed
