// SPDX-License-Identifier: Apache-2.0
// The feed's connections to Kafka. Making them takes some milliseconds, the first one for the set-up of the libraries.
#pragma once

#include "absl/status/statusor.h"
#include "topic/kafka/kafka_config.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::feed {

// One each: a broker answers a connection's requests in turn, and a slow one must not let another wait for it.
struct KafkaClients {
  topic::KafkaClient reader;
  topic::KafkaClient describer;
  topic::KafkaClient prober;
};

// INVALID_ARGUMENT: the properties do not fit together. Nothing is asked of the brokers yet. From any thread.
absl::StatusOr<KafkaClients> MakeKafkaClients(const topic::KafkaOptions& options);

}  // namespace rollcall::feed
