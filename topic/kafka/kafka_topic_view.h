// SPDX-License-Identifier: Apache-2.0
// What brokers say about a topic, each for itself: any of them can be behind the cluster.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::topic {

struct TopicView {
  std::string topic_id;  // base64, as Kafka's tools print it (KIP-516); empty if the broker does not give one
  int32_t leader = -1;   // of partition 0; -1: none is known
};

inline constexpr int32_t kAnyBroker = -1;

// Asks `broker`, or any one, and returns at once. The answer arrives on `queue` as an event whose opaque is the
// broker's id (BrokerOf). librdkafka ends the request after `timeout`.
absl::Status AskForTopicView(rd_kafka_t* client, const std::string& topic, int32_t broker, absl::Duration timeout,
                             rd_kafka_queue_t* queue);

// The broker that the answer is from.
int32_t BrokerOf(rd_kafka_event_t* event);

// The answer to AskForTopicView. NOT_FOUND: the broker knows no such topic. UNAVAILABLE: it did not answer.
absl::StatusOr<TopicView> ReadTopicView(rd_kafka_event_t* event, const std::string& topic);

}  // namespace rollcall::topic
