// SPDX-License-Identifier: Apache-2.0
// Whether a topic can be Rollcall's status topic. Knows no Kafka client.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace rollcall::topic {

inline constexpr char kDefaultTopicName[] = "coprocessor_status_topic";

// What a broker says of a topic.
struct TopicDescription {
  std::string name;
  std::string cluster_id;  // empty where the broker does not say
  int partition_count = 0;
  int replication_factor = 0;
  // The topic's settings; nullopt where the broker does not tell them (too old, or this user may not ask).
  std::optional<std::string> cleanup_policy;
  std::optional<absl::Duration> delete_retention;  // delete.retention.ms
  std::optional<int> min_insync_replicas;
  std::string settings_unknown_reason;  // for a person; empty where the settings are known
};

// OK for exactly one partition and cleanup.policy exactly "compact"; an unknown policy is let through. Otherwise
// FAILED_PRECONDITION with the topic's name, the reason, and what to do.
absl::Status CheckTopic(const TopicDescription& topic);

}  // namespace rollcall::topic
