// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/topic_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::agent {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What create-topic makes on a cluster of three brokers.
topic::TopicDescription Created() {
  topic::TopicDescription topic;
  topic.name = "t";
  topic.brokers = "b:1";
  topic.partition_count = 1;
  topic.replication_factor = 3;
  topic.settings = topic::DefaultTopicConfig(3);
  return topic;
}

TEST(TopicComparisonTest, ATopicThatCreateTopicMadeDiffersInNothing) {
  const TopicComparison comparison =
      CompareTopic({.replication_factor = 3, .config = {{"segment.bytes", "4194304"}}}, Created());
  EXPECT_THAT(comparison.differences, IsEmpty());
  EXPECT_THAT(comparison.notes, IsEmpty());
}

TEST(TopicComparisonTest, EachDifferenceSaysWhatWasAskedWhatIsThereAndHowToChangeIt) {
  const TopicRequest request{.replication_factor = 2,
                             .config = {{"segment.bytes", "1"}, {"retention.ms", "7"}, {"segment.bytes", "8"}}};
  topic::TopicDescription topic = Created();
  topic.settings["retention.ms"] = "604800000";
  EXPECT_THAT(
      CompareTopic(request, topic).differences,
      ElementsAre(AllOf(HasSubstr("the replication factor 2 was asked for, and it is 3"),
                        HasSubstr("kafka-reassign-partitions --bootstrap-server b:1")),
                  AllOf(HasSubstr("retention.ms=7 was asked for, and it is 604800000"),
                        HasSubstr("kafka-configs --alter --bootstrap-server b:1 --entity-type topics --entity-name t "
                                  "--add-config retention.ms=7")),
                  HasSubstr("segment.bytes=8 was asked for, and it is 4194304")));
}

TEST(TopicComparisonTest, AValueIsComparedByWhatItMeans) {
  topic::TopicDescription topic = Created();
  topic.settings["preallocate"] = "false";
  topic.settings["min.cleanable.dirty.ratio"] = "0.5";
  const TopicRequest request{
      .replication_factor = std::nullopt,
      .config = {{"preallocate", "FALSE"}, {"min.cleanable.dirty.ratio", "0.50"}, {"segment.bytes", "04194304"}}};
  EXPECT_THAT(CompareTopic(request, topic).differences, IsEmpty());
}

TEST(TopicComparisonTest, ASettingThatNobodyKnowsDiffers) {
  topic::TopicDescription topic = Created();
  const TopicRequest request{.replication_factor = std::nullopt, .config = {{"no.such", "1"}}};
  EXPECT_THAT(CompareTopic(request, topic).differences, ElementsAre(HasSubstr("the broker has no such setting")));
  topic.settings.clear();
  topic.settings_unknown_reason = "not authorized";
  EXPECT_THAT(CompareTopic(request, topic).differences, ElementsAre(HasSubstr("unknown (not authorized)")));
}

TEST(TopicComparisonTest, WhatIsWorseThanUsualIsANote) {
  topic::TopicDescription topic = Created();
  topic.replication_factor = 2;
  topic.settings["min.insync.replicas"] = "1";
  topic.settings["max.message.bytes"] = "1048588";
  topic.settings["message.timestamp.type"] = "CreateTime";
  topic.settings["segment.bytes"] = "1073741824";
  const TopicComparison comparison = CompareTopic({}, topic);
  EXPECT_THAT(comparison.differences, IsEmpty());
  EXPECT_THAT(comparison.notes,
              ElementsAre(HasSubstr("the replication factor 2, below the usual 3"),
                          HasSubstr("max.message.bytes=1048588, and the usual is 1114112; to change it: kafka-configs"),
                          HasSubstr("message.timestamp.type=CreateTime"), HasSubstr("min.insync.replicas=1")));
}

TEST(TopicComparisonTest, WhatIsBetterOrWasAskedForIsNoNote) {
  topic::TopicDescription topic = Created();
  topic.replication_factor = 5;
  topic.settings["min.insync.replicas"] = "3";
  topic.settings["message.timestamp.type"] = "CreateTime";
  const TopicRequest request{.replication_factor = std::nullopt, .config = {{"message.timestamp.type", "CreateTime"}}};
  EXPECT_THAT(CompareTopic(request, topic).notes, IsEmpty());
}

}  // namespace
}  // namespace rollcall::agent
