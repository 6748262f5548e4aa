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

// A client that fetches by the topic's id can go on with another topic only after a lookup.
class TopicTailerIdentityTest : public TopicTailerTest {
 protected:
  void ReadThreeNodesAndConfirm() {
    topic_lookups_ = 1;
    ReadThreeNodes();
    ReportEnd(3);
  }
};

TEST_F(TopicTailerIdentityTest, IsReadyOnlyOnceTheTopicsIdIsConfirmedAfterReading) {
  topic_lookups_ = 1;
  ReadThreeNodes();
  EXPECT_FALSE(store_.IsReady());
  EXPECT_TRUE(tailer_.TakeProbeWish());
  EXPECT_EQ(tailer_.NextProbe(now_)->sources, std::vector<int32_t>{1});
  ReportEnd(3);
  EXPECT_TRUE(store_.IsReady());
}

TEST_F(TopicTailerIdentityTest, WithoutALookupEveryBatchIsShownAtOnce) {
  ReadThreeNodesAndConfirm();
  Put(3, 7, "a", 4);
  EndBatch();
  EXPECT_EQ(store_.Revision(), 3);
}

TEST_F(TopicTailerIdentityTest, WhatIsReadAfterALookupIsShownOnceTheIdIsConfirmed) {
  ReadThreeNodesAndConfirm();
  tailer_.TakeProbeWish();
  topic_lookups_ = 2;
  Put(3, 7, "a", 4);
  EndBatch();
  EXPECT_EQ(store_.Revision(), 2);
  EXPECT_TRUE(tailer_.TakeProbeWish()) << "the prober need not wait for its interval";
  EndBatch();
  EXPECT_FALSE(tailer_.TakeProbeWish()) << "once is enough";
  ReportEnd(4);
  EXPECT_EQ(store_.Revision(), 3);
}

TEST_F(TopicTailerIdentityTest, NoRecordOfARecreatedTopicIsEverShownWithTheOldOnes) {
  ReadThreeNodesAndConfirm();
  const uint64_t epoch = store_.Epoch();
  topic_lookups_ = 2;
  topic_id_ = "id-2";
  Put(3, 7, "a", 4);  // the new topic is longer than the old one
  EndBatch();
  EXPECT_EQ(ShownNodes(), 3u);
  EXPECT_EQ(store_.Revision(), 2);
  ReportEnd(4);
  EXPECT_EQ(ShownNodes(), 3u) << "until the new topic is read";
  EXPECT_EQ(store_.Epoch(), epoch);
  EXPECT_NE(store_.Source().detail.find("deleted and created again"), std::string::npos);
  const auto assignment = tailer_.TakeAssignment();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->offset, 0);
  EXPECT_EQ(assignment->client, Assignment::Client::kNew);
  for (int64_t offset = 0; offset < 4; ++offset) Put(offset, 7, "b", 4);
  EndBatch();
  ReportEnd(4);
  EXPECT_EQ(ShownNodes(), 1u);
  EXPECT_NE(store_.Epoch(), epoch);
}

// The new topic ends beyond the position, and no record lies between: only the event of reaching its end arrives.
TEST_F(TopicTailerIdentityTest, TheEndOfARecreatedTopicDoesNotCompleteTheReplayOfTheOldOne) {
  Describe(UsableTopic());
  tailer_.OnSource(1);
  topic_lookups_ = 1;
  Put(0, 1, "a", 7);
  EndBatch();
  ReportEnd(7);
  topic_lookups_ = 2;
  topic_id_ = "id-2";
  tailer_.OnEndReached(7);
  EndBatch(7);
  EXPECT_FALSE(store_.IsReady());
  ReportEnd(7);
  EXPECT_FALSE(store_.IsReady());
  EXPECT_NE(store_.Source().detail.find("deleted and created again"), std::string::npos) << store_.Source().detail;
}

// A broker that is behind the cluster may describe a topic that was deleted since.
TEST_F(TopicTailerIdentityTest, AnOldDescriptionDoesNotChangeTheTopic) {
  ReadThreeNodesAndConfirm();
  topic::TopicDescription old = UsableTopic();
  old.topic_id = "id-0";
  Describe(old);
  Put(3, 7, "a", 4);
  EndBatch();
  ReportEnd(4);
  EXPECT_EQ(store_.Revision(), 3);
  EXPECT_FALSE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerIdentityTest, AReplayThatBeganWithAnOldDescriptionIsDoneAgain) {
  topic::TopicDescription old = UsableTopic();
  old.topic_id = "id-0";
  Describe(old);
  tailer_.TakeAssignment();
  ReportEnd(3);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
  tailer_.OnSource(1);
  topic_lookups_ = 1;
  for (int32_t node = 0; node < 3; ++node) Put(node, node, "a", 3);
  EndBatch();
  ReportEnd(3);
  EXPECT_TRUE(store_.IsReady());
}

TEST_F(TopicTailerTopicTest, ALongReplaySaysHowFarItIs) {
  Describe(UsableTopic());
  ReportEnd(2000);
  Put(499, 1, "a", 2000);
  now_ += absl::Seconds(1);
  EndBatch(2000);
  EXPECT_EQ(store_.Source().detail, "being read from its start, at offset 500 of 2000");
  Put(500, 1, "a", 2000);
  EndBatch(2000);
  EXPECT_EQ(store_.Source().progress->offset, 500) << "once a second is enough";
  Put(1999, 1, "a", 2000);
  EndBatch(2000);
  EXPECT_TRUE(store_.IsReady());
  EXPECT_FALSE(store_.Source().progress.has_value());
}

TEST_F(TopicTailerTopicTest, AReplayThatAnOpenTransactionHoldsBackIsServedWithoutEvidence) {
  Describe(UsableTopic());
  Put(0, 1, "a", 9);
  tailer_.OnEndReached(3);
  EndBatch(9);
  ProbeResult result = Answer(*tailer_.NextProbe(now_), 9);
  result.last_stable_offset = 4;
  Probe(result);
  EXPECT_FALSE(store_.IsReady()) << "there is more to read";
  result = Answer(*tailer_.NextProbe(now_), 9);
  result.last_stable_offset = 3;
  Probe(result);
  ASSERT_TRUE(store_.IsReady());
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_BEHIND);
  EXPECT_EQ(store_.Source().as_of, absl::InfinitePast());
  EXPECT_NE(store_.Source().detail.find("a transaction that began at offset 3 is open"), std::string::npos);
  Put(8, 7, "a", 9);
  EndBatch(9);
  ReportEnd(9);
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
  EXPECT_EQ(ShownNodes(), 2u);
}

TEST_F(TopicTailerTopicTest, AnOpenTransactionIsNamedOnceEvidenceIsOld) {
  ReadThreeNodes();
  tailer_.OnEndReached(3);
  EndBatch(9);
  for (int second = 0; second < 6; ++second) {
    now_ += absl::Seconds(1);
    ProbeResult result = Answer(*tailer_.NextProbe(now_), 9);
    result.last_stable_offset = 3;
    Probe(result);
  }
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_BEHIND);
  EXPECT_NE(store_.Source().detail.find("a transaction that began at offset 3 is open"), std::string::npos);
  Put(8, 7, "a", 9);
  EndBatch(9);
  ReportEnd(9);
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
  EXPECT_EQ(store_.Revision(), 8);
}

}  // namespace
}  // namespace rollcall::feed
