// SPDX-License-Identifier: Apache-2.0
#include "topic/topic_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::topic {
namespace {

using ::testing::HasSubstr;

TopicDescription Suitable() {
  TopicDescription topic;
  topic.name = "statuses";
  topic.partition_count = 1;
  topic.cleanup_policy = "compact";
  return topic;
}

TEST(TopicCheckTest, OneCompactedPartitionIsSuitable) { EXPECT_TRUE(CheckTopic(Suitable()).ok()); }

TEST(TopicCheckTest, AnUnknownPolicyIsAccepted) {
  TopicDescription topic = Suitable();
  topic.cleanup_policy = std::nullopt;
  EXPECT_TRUE(CheckTopic(topic).ok());
}

TEST(TopicCheckTest, OtherPartitionCountsAreRefusedByNameAndReason) {
  for (const int partitions : {0, 2, 50}) {
    TopicDescription topic = Suitable();
    topic.partition_count = partitions;
    const absl::Status status = CheckTopic(topic);
    EXPECT_TRUE(absl::IsFailedPrecondition(status));
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("'statuses' has " + std::to_string(partitions) + " partition"));
    EXPECT_THAT(std::string(status.message()), HasSubstr("rollcall-agent create-topic"));
  }
}

TEST(TopicCheckTest, OtherPoliciesAreRefusedByNameAndReason) {
  for (const std::string policy : {"delete", "compact,delete", "delete,compact", "", "Compact"}) {
    TopicDescription topic = Suitable();
    topic.cleanup_policy = policy;
    const absl::Status status = CheckTopic(topic);
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << policy;
    EXPECT_THAT(std::string(status.message()), HasSubstr("'statuses' has cleanup.policy=" + policy + " and"));
    EXPECT_THAT(std::string(status.message()), HasSubstr("kafka-configs --alter"));
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("rpk topic alter-config statuses --set cleanup.policy=compact"));
  }
}

TEST(TopicCheckTest, HintsNameTheBrokersAndTheTopicOfTheCaller) {
  TopicDescription topic = Suitable();
  topic.brokers = "a:1,b:2";
  topic.partition_count = 2;
  EXPECT_THAT(std::string(CheckTopic(topic).message()),
              HasSubstr("rollcall-agent create-topic --brokers a:1,b:2 --topic statuses"));
  topic.partition_count = 1;
  topic.cleanup_policy = "delete";
  EXPECT_THAT(std::string(CheckTopic(topic).message()), HasSubstr("--bootstrap-server a:1,b:2 "));
}

}  // namespace
}  // namespace rollcall::topic
