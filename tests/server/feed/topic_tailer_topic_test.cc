// SPDX-License-Identifier: Apache-2.0
// Decisions about the topic's description: the topic is missing, unsuitable, or another one.
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/topic_tailer_fixture.h"

namespace rollcall::feed {
namespace {

using TopicTailerTopicTest = TopicTailerTest;

TEST_F(TopicTailerTopicTest, AMissingTopicIsServedAsItWasAndReportedMissing) {
  ReadThreeNodes();
  for (int times = 0; times < 2; ++times) Describe(absl::NotFoundError("no topic"));
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_TOPIC_MISSING);
  EXPECT_EQ(store_.Source().detail, "no topic");
  EXPECT_EQ(ShownNodes(), 3u);
  const auto assignment = tailer_.TakeAssignment();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->kind, Assignment::Kind::kNothing);
  EXPECT_FALSE(tailer_.NextProbe(now_).has_value());
}

// A broker that has just started may not know its topics yet.
TEST_F(TopicTailerTopicTest, ATopicThatWasServedIsBelievedMissingTheSecondTime) {
  ReadThreeNodes();
  Describe(absl::NotFoundError("no topic"));
  Describe(UsableTopic());
  Describe(absl::NotFoundError("no topic"));
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
  EXPECT_FALSE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerTopicTest, ATopicThatIsMissingAtTheStartIsBelievedMissingAtOnce) {
  Describe(absl::NotFoundError("no topic"));
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_TOPIC_MISSING);
}

TEST_F(TopicTailerTopicTest, ATopicThatIsBackIsReadFromItsStart) {
  ReadThreeNodes();
  for (int times = 0; times < 2; ++times) Describe(absl::NotFoundError("no topic"));
  tailer_.TakeAssignment();
  Describe(UsableTopic());
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
  ReportEnd(1);
  Put(0, 7, "a", 1);
  EndBatch();
  EXPECT_EQ(ShownNodes(), 1u);
  EXPECT_EQ(store_.Revision(), 0);
}

TEST_F(TopicTailerTopicTest, AnUnsuitableTopicIsNotServed) {
  ReportEnd(1);
  topic::TopicDescription description = UsableTopic();
  description.partition_count = 3;
  Describe(description);
  Put(0, 1, "a", 1);
  EndBatch();
  EXPECT_FALSE(store_.IsReady());
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_TOPIC_UNSUITABLE);
  EXPECT_NE(store_.Source().detail.find("3 partitions"), std::string::npos);
}

TEST_F(TopicTailerTopicTest, AnUnreachableBrokerShowsOnceEvidenceIsOld) {
  ReadThreeNodes();
  Describe(absl::UnavailableError("no broker"));
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
  now_ += absl::Seconds(6);
  EndBatch();
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_EQ(ShownNodes(), 3u);
}

TEST_F(TopicTailerTopicTest, AnotherClusterIsAnotherTopic) {
  ReadThreeNodes();
  topic::TopicDescription description = UsableTopic();
  description.cluster_id = "d";
  Describe(description);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
}

}  // namespace
}  // namespace rollcall::feed
