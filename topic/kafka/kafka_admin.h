// SPDX-License-Identifier: Apache-2.0
// Describes and creates the status topic.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "topic/kafka/kafka_handle.h"
#include "topic/new_topic.h"
#include "topic/topic_check.h"

namespace rollcall::topic {

// Does not own the client, a producer or consumer, which must outlive it. Thread-safe. Every call ends within its
// timeout and some milliseconds.
class KafkaAdmin {
 public:
  explicit KafkaAdmin(rd_kafka_t* client) : client_(client) { CHECK(client != nullptr); }

  // Whether the description includes topic_id, which costs a request.
  enum class TopicId { kLeaveOut, kInclude };

  // Never creates the topic. NOT_FOUND: it does not exist. UNAVAILABLE: no broker answered in time.
  absl::StatusOr<TopicDescription> DescribeTopic(const std::string& name, absl::Duration timeout,
                                                 TopicId topic_id = TopicId::kLeaveOut) const;

  // Creates the topic with one partition, compacted. ALREADY_EXISTS: it exists and stays as it is (describe and check
  // it). INVALID_ARGUMENT: the broker refuses the settings, such as more replicas than brokers. UNAVAILABLE as above.
  absl::Status CreateTopic(const std::string& name, const NewTopicSettings& settings, absl::Duration timeout) const;

 private:
  rd_kafka_t* client_;
};

}  // namespace rollcall::topic
