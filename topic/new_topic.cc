// SPDX-License-Identifier: Apache-2.0
#include "topic/new_topic.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace rollcall::topic {

std::map<std::string, std::string> DefaultTopicConfig(int replication_factor) {
  return {{"cleanup.policy", "compact"},
          {"min.insync.replicas", absl::StrCat(std::min(2, replication_factor))},
          {"message.timestamp.type", "LogAppendTime"},
          {"max.message.bytes", absl::StrCat((1 << 20) + (64 << 10))},
          {"segment.bytes", absl::StrCat(4 << 20)}};
}

absl::StatusOr<std::map<std::string, std::string>> NewTopicConfig(const NewTopicSettings& requested) {
  std::map<std::string, std::string> config = DefaultTopicConfig(requested.replication_factor);
  for (const auto& [name, value] : requested.config) {
    if (name == "cleanup.policy" && value != "compact") {
      return absl::InvalidArgumentError(absl::StrCat("cleanup.policy=", value, ": the status topic must be compacted"));
    }
    config[name] = value;
  }
  int min_insync = 0;
  if (absl::SimpleAtoi(config["min.insync.replicas"], &min_insync) && min_insync > requested.replication_factor) {
    return absl::InvalidArgumentError(absl::StrCat("min.insync.replicas=", min_insync,
                                                   " is above the replication factor ", requested.replication_factor,
                                                   ": no publish could ever be acknowledged"));
  }
  return config;
}

}  // namespace rollcall::topic
