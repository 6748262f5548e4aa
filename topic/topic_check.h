// SPDX-License-Identifier: Apache-2.0
// Whether a topic can be Rollcall's status topic. Does not depend on a Kafka client.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace rollcall::topic {

inline constexpr char kDefaultTopicName[] = "coprocessor_status_topic";

// What a broker says about a topic.
struct TopicDescription {
  std::string name;
  std::string brokers;     // as the client was given them, for messages that suggest a command line; may be empty
  std::string cluster_id;  // empty if the broker does not give it
  std::string topic_id;    // base64 (KIP-516); a recreated topic has another one; empty if not asked for, or not given
  int partition_count = 0;
  int replication_factor = 0;
  std::vector<int32_t> replicas;  // the brokers that have a copy of partition 0
  // The topic's settings; nullopt if the broker does not give them (it is too old, or this user may not ask).
  std::optional<std::string> cleanup_policy;
  std::optional<absl::Duration> delete_retention;  // delete.retention.ms
  std::optional<int> min_insync_replicas;
  std::map<std::string, std::string> settings;  // all of them; empty if the broker does not give them
  std::string settings_unknown_reason;          // for a person; empty if the settings are known
};

// OK for exactly one partition and a cleanup.policy that is exactly "compact" or unknown. Otherwise FAILED_PRECONDITION
// with the topic's name, the reason, and what to do.
absl::Status CheckTopic(const TopicDescription& topic);

}  // namespace rollcall::topic
