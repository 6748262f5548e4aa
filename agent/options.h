// SPDX-License-Identifier: Apache-2.0
// The command line of rollcall-agent.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/publisher.h"
#include "topic/kafka/kafka_admin.h"
#include "topic/kafka/kafka_config.h"

namespace rollcall::agent {

enum class Command { kPublish, kRetire, kCreateTopic };

// The flags as they are given. Only their types are checked.
struct Flags {
  std::string brokers;
  std::string topic;
  std::vector<std::string> properties;  // -X
  std::string timeout = "30s";
  bool verbose = false;
  std::optional<int32_t> node_id;
  std::string key_encoding = "binary";
  std::string input_path;  // FILE or -
  int replication_factor = 3;
  std::vector<std::string> topic_settings;  // --set
};

// The checked options of a command.
struct AgentOptions {
  topic::KafkaOptions kafka;
  std::string topic;
  absl::Duration timeout;
  std::optional<int32_t> node_id;
  KeyEncoding key_encoding = KeyEncoding::kBinary;
  std::string input_path;  // "-" for standard input
  topic::NewTopicSettings new_topic;
};

// Defines options and subcommands on `app`. Parsing writes to `flags`, which must outlive `app`.
void DefineFlags(CLI::App& app, Flags& flags);

// Call it after parsing. INVALID_ARGUMENT with the name of a flag that cannot be used.
absl::StatusOr<AgentOptions> CheckFlags(const Flags& flags);

// The subcommand that was called, INVALID_ARGUMENT if there was none. Call it after parsing.
absl::StatusOr<Command> CalledCommand(const CLI::App& app);

}  // namespace rollcall::agent
