// SPDX-License-Identifier: Apache-2.0
#include "topic/new_topic.h"

#include <gtest/gtest.h>

namespace rollcall::topic {
namespace {

TEST(NewTopicTest, WhatIsRequestedReplacesTheDefaults) {
  const auto config = NewTopicConfig({.replication_factor = 3, .config = {{"segment.bytes", "7"}, {"x", "y"}}});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->at("segment.bytes"), "7");
  EXPECT_EQ(config->at("x"), "y");
  EXPECT_EQ(config->at("min.insync.replicas"), "2");
  EXPECT_EQ(config->at("message.timestamp.type"), "LogAppendTime");
  EXPECT_EQ(config->at("cleanup.policy"), "compact");
}

TEST(NewTopicTest, OneReplicaIsEnoughForATopicOfOne) {
  EXPECT_EQ(NewTopicConfig({.replication_factor = 1, .config = {}})->at("min.insync.replicas"), "1");
}

TEST(NewTopicTest, WhatCanNeverWorkIsRefused) {
  EXPECT_FALSE(NewTopicConfig({.replication_factor = 1, .config = {{"cleanup.policy", "delete"}}}).ok());
  EXPECT_FALSE(NewTopicConfig({.replication_factor = 2, .config = {{"min.insync.replicas", "3"}}}).ok());
}

}  // namespace
}  // namespace rollcall::topic
