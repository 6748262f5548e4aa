// SPDX-License-Identifier: Apache-2.0
// Decisions about the topic's description: the topic is missing, unsuitable, or another one.
#include <gtest/gtest.h>

#include <string>

#include "rollcall/instant.h"
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

// Probes are answered in between, so the time that it takes is no silence.
TEST_F(TopicTailerTopicTest, LargeValuesAreDecodedInParts) {
  constexpr int32_t kNodes = 20;
  const std::string value(1 << 20, 'x');
  Describe(UsableTopic());
  ReportEnd(kNodes);
  tailer_.TakeAssignment();
  for (int32_t node = 0; node < kNodes; ++node) {
    tailer_.OnRecord({node, 1, absl::StrCat(node), value}, kNodes);
  }
  EndBatch(kNodes);
  int parts = 1;
  for (; tailer_.HasWorkLeft() && parts < kNodes; ++parts) {
    EXPECT_FALSE(store_.IsReady());
    now_ += absl::Seconds(9);
    ReportEnd(kNodes);
  }
  EXPECT_GT(parts, 2);
  ASSERT_TRUE(store_.IsReady());
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
  now_ += absl::Seconds(9);
  ReportEnd(kNodes);
  EXPECT_FALSE(tailer_.TakeAssignment().has_value());
  EXPECT_EQ(ShownNodes(), size_t{kNodes});
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
  EXPECT_EQ(store_.Source().as_of, Instant::InfinitePast());
  EXPECT_NE(store_.Source().detail.find("a transaction that began at offset 3 is open"), std::string::npos);
  Put(8, 7, "a", 9);
  EndBatch(9);
  ReportEnd(9);
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
  EXPECT_EQ(ShownNodes(), 2u);
}

// Probes ask for the last stable offset when the topic seemed to end before its end, as it does while it grows.
TEST_F(TopicTailerTopicTest, ALogThatIsStableToItsEndHasNoOpenTransaction) {
  constexpr int32_t kNodes = 20;
  const std::string value(1 << 20, 'x');
  Describe(UsableTopic());
  ReportEnd(kNodes);
  for (int32_t node = 0; node < kNodes; ++node) {
    tailer_.OnRecord({node, 1, absl::StrCat(node), value}, kNodes);
  }
  tailer_.OnEndReached(kNodes);
  EndBatch(kNodes);
  ASSERT_TRUE(tailer_.HasWorkLeft()) << "values to decode";
  ProbeResult result = Answer(*tailer_.NextProbe(now_), kNodes);
  result.last_stable_offset = kNodes;
  Probe(result);
  ASSERT_FALSE(store_.IsReady());
  EXPECT_EQ(store_.Source().detail.find("transaction"), std::string::npos) << store_.Source().detail;
}

// Nobody answers for so long that the topic is read again. By then all records that a token names are replaced, and are
// compacted away.
class SilenceTest : public TopicTailerTest {
 protected:
  SilenceTest() {
    ReadThreeNodes();
    anchors_ = store_.ChangesSince(0, state::kNoRevision)->head->anchors;
  }
  void ReadAgainAfterSilence() {
    now_ += absl::Seconds(11);
    ReportEnd(6);
    ASSERT_TRUE(tailer_.TakeAssignment().has_value());
    ReadNewRecords();
  }
  void ReadNewRecords() {
    ReportEnd(6);
    for (int32_t node = 0; node < 3; ++node) Put(3 + node, node, "b", 6);
    EndBatch();
    ReportEnd(6);
    EXPECT_EQ(store_.Revision(), 5);
    EXPECT_EQ(store_.Epoch(), 2u);
  }
  bool IsAnAnchorKnown() { return store_.FindKnownAnchor(store_.Epoch(), anchors_).has_value(); }

  std::vector<state::Anchor> anchors_;
};

TEST_F(SilenceTest, TheSameTopicIsKnownAgain) {
  ReadAgainAfterSilence();
  EXPECT_TRUE(IsAnAnchorKnown());
}

TEST_F(SilenceTest, AnotherTopicIsNotTakenForTheSame) {
  topic_id_ = "id-2";
  Probe(Answer(*tailer_.NextProbe(now_), 6));
  ASSERT_TRUE(tailer_.TakeAssignment().has_value());
  ReadNewRecords();
  EXPECT_FALSE(IsAnAnchorKnown());
}

TEST_F(SilenceTest, ATopicThatWasTruncatedIsNotTakenForTheSame) {
  for (int times = 0; times < 2; ++times) Probe(Answer(*tailer_.NextProbe(now_), 2));
  ASSERT_TRUE(tailer_.TakeAssignment().has_value());
  ReadNewRecords();
  EXPECT_FALSE(IsAnAnchorKnown());
}

TEST_F(SilenceTest, WithoutIdsNoTopicIsTakenForTheSame) {
  topic::TopicDescription description = UsableTopic();
  description.topic_id = topic_id_ = "";
  description.cluster_id = "without ids";
  Describe(description);  // another cluster: it is read again
  tailer_.TakeAssignment();
  ReportEnd(3);
  for (int32_t node = 0; node < 3; ++node) Put(node, node, "a", 3);
  EndBatch();
  ASSERT_EQ(store_.Epoch(), 2u);
  now_ += absl::Seconds(11);
  ReportEnd(6);
  ReportEnd(6);
  for (int32_t node = 0; node < 3; ++node) Put(3 + node, node, "b", 6);
  EndBatch();
  ASSERT_EQ(store_.Epoch(), 3u);
  EXPECT_FALSE(IsAnAnchorKnown());
}

// The brokers forgot the topic while they started.
TEST_F(SilenceTest, ATopicThatWasMissingForAWhileIsKnownAgain) {
  for (int times = 0; times < 2; ++times) Describe(absl::NotFoundError("no topic"));
  Describe(UsableTopic());
  tailer_.TakeAssignment();
  ReadNewRecords();
  EXPECT_TRUE(IsAnAnchorKnown());
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
