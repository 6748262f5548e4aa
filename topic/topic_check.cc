// SPDX-License-Identifier: Apache-2.0
#include "topic/topic_check.h"

#include "absl/strings/str_cat.h"
#include "topic/topic_commands.h"

namespace rollcall::topic {
absl::Status CheckTopic(const TopicDescription& topic) {
  if (topic.partition_count != 1) {
    return absl::FailedPreconditionError(
        absl::StrCat("topic '", topic.name, "' has ", topic.partition_count,
                     " partitions and must have exactly 1, because its offsets are the order of all changes; Kafka "
                     "cannot remove partitions, so name another topic with --topic, or delete this one and create it "
                     "again with: ",
                     CreateTopicCommand(topic.brokers, topic.name)));
  }
  if (topic.cleanup_policy.has_value() && *topic.cleanup_policy != "compact") {
    return absl::FailedPreconditionError(
        absl::StrCat("topic '", topic.name, "' has cleanup.policy=", *topic.cleanup_policy,
                     " and must have exactly compact, or Kafka drops statuses of nodes that are still there; to "
                     "change it: ",
                     SetTopicConfigCommand(topic.brokers, topic.name, "cleanup.policy", "compact")));
  }
  return absl::OkStatus();
}

}  // namespace rollcall::topic
