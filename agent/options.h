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

// As given, before anything is checked beyond its type.
struct Flags {
  std::string brokers;
  std::string topic;
  std::vector<std::string> properties;  // -X
  std::string timeout = "30s";
  bool verbose = false;
  std::optional<int32_t> node_id;
  std::string key_encoding = "binary";
  std::string source;  // FILE or -
  int replication_factor = 3;
  std::vector<std::string> settings;  // --set
};

// What the commands work with.
struct AgentOptions {
  topic::KafkaOptions kafka;
  std::string topic;
  absl::Duration timeout;
  std::optional<int32_t> node_id;
  KeyEncoding key_encoding = KeyEncoding::kBinary;
  std::string source;
  topic::NewTopicSettings new_topic;
};

// Defines options and subcommands on `app`; what is parsed goes to `flags`, which must outlive it.
void DefineFlags(CLI::App& app, Flags& flags);

// After parsing. INVALID_ARGUMENT, naming the flag, for what cannot be used.
absl::StatusOr<AgentOptions> CheckFlags(const Flags& flags);

// The subcommand that was called; INVALID_ARGUMENT where there was none. After parsing.
absl::StatusOr<Command> CalledCommand(const CLI::App& app);

}  // namespace rollcall::agent
