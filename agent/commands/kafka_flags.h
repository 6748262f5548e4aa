// SPDX-License-Identifier: Apache-2.0
// The options of every command: the Kafka cluster, the topic, how long to try.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/publisher/record_topic.h"
#include "base/cli11_types.h"
#include "base/log.h"
#include "topic/kafka/kafka_config.h"

namespace rollcall::agent {

// The flags as they are given.
struct KafkaFlags {
  std::string brokers;
  std::string topic;
  std::vector<std::string> properties;  // -X
  absl::Duration timeout = absl::Seconds(30);
  bool verbose = false;
  LogFormat log_format = LogFormat::kText;
};

// What the flags mean.
struct KafkaTarget {
  topic::KafkaOptions kafka;
  std::string topic;
};

// Adds --brokers, --topic, -X, --timeout, --verbose and --log-format to the program.
void AddKafkaFlags(CLI::App& program, KafkaFlags& flags);

// Call it after parsing. INVALID_ARGUMENT with the name of a flag that cannot be used.
absl::StatusOr<KafkaTarget> CheckKafkaFlags(const KafkaFlags& flags);

// Adds --key-format binary|decimal to a command.
void AddKeyFormat(CLI::App& command, KeyFormat& format);

}  // namespace rollcall::agent
