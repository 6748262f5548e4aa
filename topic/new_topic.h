// SPDX-License-Identifier: Apache-2.0
// The settings with which the status topic is created. docs/topic.md gives the reason for each.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace rollcall::topic {

inline constexpr int kDefaultReplicationFactor = 3;

struct NewTopicSettings {
  int replication_factor = kDefaultReplicationFactor;
  // Settings of the topic, in addition to the defaults or instead of them; the last one of a name counts.
  // cleanup.policy is always compact and cannot be set to another value.
  std::vector<std::pair<std::string, std::string>> config;
};

// min.insync.replicas=2 (never above the replication factor), message.timestamp.type=LogAppendTime, segment.bytes=4
// MiB, max.message.bytes=1 MiB + 64 KiB, cleanup.policy=compact.
std::map<std::string, std::string> DefaultTopicConfig(int replication_factor);

// The defaults with `requested.config` in their place, by name. INVALID_ARGUMENT for a policy other than compact, and
// for more in-sync replicas than there are replicas, because then no record could ever be acknowledged.
absl::StatusOr<std::map<std::string, std::string>> NewTopicConfig(const NewTopicSettings& requested);

}  // namespace rollcall::topic
