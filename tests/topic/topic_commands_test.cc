// SPDX-License-Identifier: Apache-2.0
#include "topic/topic_commands.h"

#include <gtest/gtest.h>

namespace rollcall::topic {
namespace {

TEST(TopicCommandsTest, CarryTheBrokersAndTheTopic) {
  EXPECT_EQ(CreateTopicCommand("a:1,b:2", "t"), "rollcall-agent create-topic --brokers a:1,b:2 --topic t");
  EXPECT_EQ(SetTopicConfigCommand("a:1", "t", "segment.bytes", "7"),
            "kafka-configs --alter --bootstrap-server a:1 --entity-type topics --entity-name t --add-config "
            "segment.bytes=7 (or: rpk topic alter-config t --set segment.bytes=7 -X brokers=a:1)");
}

TEST(TopicCommandsTest, LeaveOutBrokersThatAreUnknown) {
  EXPECT_EQ(CreateTopicCommand("", "t"), "rollcall-agent create-topic --topic t");
}

TEST(TopicCommandsTest, AreQuotedForAShell) {
  EXPECT_EQ(CreateTopicCommand("[::1]:9", "t"), "rollcall-agent create-topic --brokers '[::1]:9' --topic t");
  EXPECT_NE(SetTopicConfigCommand("a:1", "t", "x", "1,2").find("--add-config 'x=[1,2]'"), std::string::npos)
      << "kafka-configs takes a list only in brackets";
}

}  // namespace
}  // namespace rollcall::topic
