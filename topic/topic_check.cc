// SPDX-License-Identifier: Apache-2.0
#include "topic/topic_check.h"

#include "absl/strings/str_cat.h"

namespace rollcall::topic {
namespace {

std::string CompactCommand(const std::string& topic) {
  return absl::StrCat("kafka-configs --alter --entity-type topics --entity-name ", topic,
                      " --add-config cleanup.policy=compact (or: rpk topic alter-config ", topic,
                      " --set cleanup.policy=compact)");
}

}  // namespace

absl::Status CheckTopic(const TopicDescription& topic) {
  if (topic.partition_count != 1) {
    return absl::FailedPreconditionError(
        absl::StrCat("topic '", topic.name, "' has ", topic.partition_count,
                     " partitions and must have exactly 1, because its offsets are the order of all changes; Kafka "
                     "cannot remove partitions, so name another topic with --topic, or delete this one and create it "
                     "again with rollcall-agent create-topic"));
  }
  if (topic.cleanup_policy.has_value() && *topic.cleanup_policy != "compact") {
    return absl::FailedPreconditionError(
        absl::StrCat("topic '", topic.name, "' has cleanup.policy=", *topic.cleanup_policy,
                     " and must have exactly compact, or Kafka drops statuses of nodes that are still there; to "
                     "change it: ",
                     CompactCommand(topic.name)));
  }
  return absl::OkStatus();
}

}  // namespace rollcall::topic
