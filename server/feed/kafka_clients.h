// SPDX-License-Identifier: Apache-2.0
// The feed's connections to Kafka. Making them takes some milliseconds, because the first one initializes the
// libraries.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "server/feed/kafka_consumer.h"
#include "topic/kafka/kafka_config.h"
#include "topic/kafka/kafka_handle.h"
#include "topic/kafka/kafka_responses.h"

namespace rollcall::feed {

// Each has its own connections: a broker answers the requests of a connection one after another, and a slow request
// must not delay the others.
struct KafkaClients {
  // Observe the clients below, and so must outlive them.
  std::unique_ptr<topic::KafkaResponses> reader_responses;
  std::unique_ptr<topic::KafkaResponses> asker_responses;
  std::unique_ptr<KafkaConsumer> reader;
  topic::KafkaClient describer;           // asks about the topic
  topic::KafkaClient asker;               // asks for the end of the topic
  std::unique_ptr<KafkaConsumer> prober;  // reads what a probe compares
};

// INVALID_ARGUMENT: the properties contradict each other. Sends nothing to the brokers yet. Thread-safe.
absl::StatusOr<KafkaClients> MakeKafkaClients(const topic::KafkaOptions& options);

}  // namespace rollcall::feed
