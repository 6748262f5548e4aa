// SPDX-License-Identifier: Apache-2.0
// Decisions about probes: what counts as evidence, and what means that the topic is not the one that was read.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/testing/topic_tailer_fixture.h"

namespace rollcall::feed {
namespace {

using TopicTailerProbeTest = TopicTailerTest;

TEST_F(TopicTailerProbeTest, AfterADisturbanceOnlyEvidenceFromAfterItLetsNewStatesBeShown) {
  ReadThreeNodes();
  const ProbeResult early = Answer(*tailer_.NextProbe(now_), 4);
  now_ += absl::Seconds(3);
  Put(3, 9, "a", 4);
  EndBatch();
  Probe(early);
  EXPECT_EQ(store_.Revision(), 2);
  now_ += absl::Seconds(1);
  Probe(Answer(*tailer_.NextProbe(now_), 4));
  EXPECT_EQ(store_.Revision(), 3);
}

// Records read since then prove nothing: the topic may have been recreated, and have grown beyond the position.
TEST_F(TopicTailerProbeTest, AProbeExpectsWhatWasReadBeforeTheLastEvidence) {
  ReadThreeNodes();
  Put(3, 9, "a", 4);
  EndBatch();
  EXPECT_EQ(tailer_.NextProbe(now_)->expect->offset, 2);
  EXPECT_EQ(tailer_.NextProbe(now_)->from, 2);
  Probe(Answer(*tailer_.NextProbe(now_), 4));
  EXPECT_EQ(tailer_.NextProbe(now_)->expect->offset, 3);
}

TEST_F(TopicTailerProbeTest, AProbeBeginsBeforeTheLastEvidenceWhereAllFromThenIsReplaced) {
  ReadThreeNodes();
  for (int32_t node = 0; node < 3; ++node) Put(3 + node, node, "b", 6);
  EndBatch();
  const ProbeRequest request = *tailer_.NextProbe(now_);
  EXPECT_EQ(request.expect->offset, 5);
  EXPECT_EQ(request.from, 2);
  ProbeResult result = Answer(request, 6);
  result.found.insert(result.found.begin(), {2, 12345});
  Probe(result);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerProbeTest, AProbeBeginsWhereTheReplayEndedWhereNothingIsLeftFromBefore) {
  Describe(UsableTopic());
  ReportEnd(0);
  Put(0, 1, "a", 2);
  Put(1, 1, "b", 2);
  EndBatch();
  EXPECT_EQ(tailer_.NextProbe(now_)->expect->offset, 1);
  EXPECT_EQ(tailer_.NextProbe(now_)->from, 0);
}

TEST_F(TopicTailerProbeTest, AProbeDoesNotReadManyRecords) {
  ReadThreeNodes();
  for (int64_t offset = 3; offset < 20'003; ++offset) Put(offset, 9, "a", offset + 1);
  EndBatch();
  EXPECT_EQ(tailer_.NextProbe(now_)->expect->offset, 20'002);
  EXPECT_EQ(tailer_.NextProbe(now_)->from, 10'003);
}

TEST_F(TopicTailerProbeTest, RecordsSinceTheLastEvidenceAreUntrustedOnceTheTopicIsAnother) {
  ReadThreeNodes();
  Put(3, 9, "a", 4);
  EndBatch();
  EXPECT_EQ(store_.Source().untrusted, state::UntrustedWindow());
  ProbeResult result = Answer(*tailer_.NextProbe(now_), 4);
  result.expect_found->fingerprint ^= 1;
  Probe(result);
  EXPECT_EQ(store_.Source().untrusted, (state::UntrustedWindow{now_, 2}));
}

TEST_F(TopicTailerProbeTest, EvidenceFromBeforeADisturbanceProvesNothingAboutWhatIsNotShown) {
  ReadThreeNodes();
  const ProbeResult early = Answer(*tailer_.NextProbe(now_ + absl::Seconds(1)), 4);
  now_ += absl::Seconds(3);
  Put(3, 9, "a", 4);
  EndBatch();
  Probe(early);
  EXPECT_EQ(store_.Source().as_of, kStart) << "offset 3 was read, and is not shown";
}

TEST_F(TopicTailerProbeTest, RecordsOfAnotherTopicAfterADisturbanceAreNeverShown) {
  ReadThreeNodes();
  now_ += absl::Seconds(3);
  Put(3, 9, "from the new topic", 4);
  EndBatch();
  ProbeResult result = Answer(*tailer_.NextProbe(now_), 4);
  result.expect_found->fingerprint ^= 1;
  Probe(result);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
  EXPECT_EQ(store_.Revision(), 2);
}

TEST_F(TopicTailerProbeTest, AProbeMovesAsOfTimeOnceItsEndIsReached) {
  ReadThreeNodes();
  now_ += absl::Seconds(1);
  const auto request = tailer_.NextProbe(now_);
  ASSERT_TRUE(request.has_value());
  ASSERT_TRUE(request->expect.has_value());
  EXPECT_EQ(request->expect->offset, 2);
  Probe(Answer(*request, 4));
  EXPECT_EQ(store_.Source().as_of, kStart);  // offset 3 was not read yet
  now_ += absl::Seconds(1);
  Put(3, 9, "a", 4);
  EndBatch();
  EXPECT_EQ(store_.Source().as_of, kStart + absl::Seconds(1));  // when the probe began, not when its end was reached
}

TEST_F(TopicTailerProbeTest, IsNotCurrentWithoutFreshEvidence) {
  ReadThreeNodes();
  now_ += absl::Seconds(6);
  tailer_.OnEndReached(3);  // the event may have waited in a buffer
  EndBatch();
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_BEHIND);
  Probe(Answer(*tailer_.NextProbe(now_), 3));
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
}

TEST_F(TopicTailerProbeTest, AnotherRecordAtTheSameOffsetMeansReadingAgain) {
  ReadThreeNodes();
  ProbeResult result = Answer(*tailer_.NextProbe(now_), 3);
  result.expect_found->fingerprint ^= 1;
  Probe(result);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerProbeTest, AMissingRecordThatWasNotReplacedMeansReadingAgain) {
  ReadThreeNodes();
  ProbeResult result = Answer(*tailer_.NextProbe(now_), 3);
  result.expect_found.reset();
  Probe(result);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerProbeTest, AMissingRecordThatWasReplacedIsNoFault) {
  ReadThreeNodes();
  ProbeResult result = Answer(*tailer_.NextProbe(now_), 4);
  result.expect_found.reset();
  Probe(result);
  Put(3, 2, "b", 4);  // the expected record belongs to node 2
  EndBatch();
  EXPECT_FALSE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerProbeTest, AnEndBelowThePositionIsBelievedTheSecondTime) {
  ReadThreeNodes();
  const ProbeResult result = Answer(*tailer_.NextProbe(now_), 2);
  Probe(result);
  EXPECT_FALSE(tailer_.TakeAssignment().has_value());
  Probe(result);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerProbeTest, OnlyProbesInARowMakeAnEndBelowThePositionBelieved) {
  ReadThreeNodes();
  const ProbeRequest request = *tailer_.NextProbe(now_);
  for (const int64_t end : {2, 3, 2}) Probe(Answer(request, end));
  EXPECT_FALSE(tailer_.TakeAssignment().has_value());
}

// The newest live record is still there, but the record after it was lost and another was written there.
TEST_F(TopicTailerProbeTest, AnotherRecordAboveTheExpectedOneMeansReadingAgain) {
  ReadThreeNodes();
  Delete(3, 0, 4);
  EndBatch();
  ProbeResult result = Answer(*tailer_.NextProbe(now_), 5);
  ASSERT_EQ(result.found.front().offset, 2);
  result.found.push_back({3, 12345});
  Probe(result);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
}

// The tombstone was lost, and nothing was written since that a probe could compare.
TEST_F(TopicTailerProbeTest, ALostTombstoneMeansReadingAgain) {
  ReadThreeNodes();
  Delete(3, 0, 4);
  EndBatch();
  ProbeResult result = Answer(*tailer_.NextProbe(now_), 4);
  ASSERT_TRUE(result.request.last_record.has_value());
  EXPECT_EQ(result.request.last_record->offset, 3);
  result.last_found = result.found.front();
  Probe(result);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerProbeTest, AnotherRecordInThePlaceOfTheLastOneMeansReadingAgain) {
  Describe(UsableTopic());
  ReportEnd(2);
  Put(0, 1, "a", 2);
  Delete(1, 2, 2);  // it may be old, so Kafka may remove it at any time
  EndBatch();
  tailer_.TakeAssignment();
  ProbeResult result = Answer(*tailer_.NextProbe(now_), 2);
  EXPECT_FALSE(result.request.last_must_exist);
  result.last_found->fingerprint ^= 1;
  Probe(result);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerProbeTest, ATombstoneIsNotMissedOnceItMayBeForgotten) {
  ReadThreeNodes();
  Delete(3, 0, 4);
  EndBatch();
  now_ += absl::Hours(13);
  EXPECT_FALSE(tailer_.NextProbe(now_)->last_must_exist);
}

TEST_F(TopicTailerProbeTest, ATombstoneThatMayBeOldIsNotMissed) {
  Describe(UsableTopic());
  Put(0, 1, "a", 2);
  Delete(1, 2, 2);
  EndBatch();
  EXPECT_FALSE(tailer_.NextProbe(now_)->last_must_exist);
}

TEST_F(TopicTailerProbeTest, ALastRecordThatMayHaveBeenReplacedIsNotMissed) {
  ReadThreeNodes();
  Delete(3, 0, 4);
  EndBatch();
  ProbeResult result = Answer(*tailer_.NextProbe(now_), 5);
  result.last_found = result.found.front();
  Put(4, 0, "b", 5);
  EndBatch();
  Probe(result);
  EXPECT_FALSE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerProbeTest, DeletedRecordsMeanReadingAgainWhereOneWasLive) {
  ReadThreeNodes();
  ProbeResult result = Answer(*tailer_.NextProbe(now_), 3);
  result.log_start = 1;
  Probe(result);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerProbeTest, DeletedRecordsThatWereReplacedAreNoFault) {
  ReadThreeNodes();
  Put(3, 0, "b", 4);
  EndBatch();
  ProbeResult result = Answer(*tailer_.NextProbe(now_), 4);
  result.log_start = 1;
  Probe(result);
  EXPECT_FALSE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerProbeTest, ADeletedRecordUnderAnOddKeyMeansReadingAgain) {
  Describe(UsableTopic());
  tailer_.OnRecord({0, 1, "no node id", "x"}, 4);
  ReadThreeNodesFrom(1);
  ProbeResult result = Answer(*tailer_.NextProbe(now_), 4);
  result.log_start = 1;
  Probe(result);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerProbeTest, ALaterEndDoesNotMoveTheGoalOfWaitingEvidence) {
  ReadThreeNodes();
  now_ += absl::Seconds(1);
  Probe(Answer(*tailer_.NextProbe(now_), 4));
  Probe(Answer(*tailer_.NextProbe(now_), 400));
  Put(3, 9, "a", 400);
  EndBatch();
  EXPECT_EQ(store_.Source().as_of, now_);
}

TEST_F(TopicTailerProbeTest, AProbeOfAnEarlierReplayIsIgnored) {
  ReadThreeNodes();
  ProbeResult result = Answer(*tailer_.NextProbe(now_), 3);
  result.request.generation -= 1;
  result.expect_found.reset();
  Probe(result);
  EXPECT_FALSE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerProbeTest, ExpectsNothingWhereNothingIsLive) {
  Describe(UsableTopic());
  tailer_.TakeAssignment();
  ReportEnd(1);
  Delete(0, 1, 1);
  EndBatch();
  const auto request = tailer_.NextProbe(now_);
  ASSERT_TRUE(request.has_value());
  EXPECT_FALSE(request->expect.has_value());
  ProbeResult result = Answer(*request, 1);
  result.found_unexpected_live = true;
  Probe(result);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerProbeTest, AFailedProbeIsTheReasonOnceEvidenceIsOld) {
  ReadThreeNodes();
  now_ += absl::Seconds(6);
  Probe(absl::UnavailableError("no end in time"));
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_BEHIND);
  EXPECT_EQ(store_.Source().detail, "no end in time");
}

// A client may be stuck: kafka_consumer.h.
class TopicTailerStuckTest : public TopicTailerTest {
 protected:
  // Answers a probe a second, for so long that a client is taken to be stuck if nothing is read.
  void ProbeForLong(const std::function<ProbeResult()>& answer) {
    for (int second = 0; second <= 11; ++second, now_ += absl::Seconds(1)) Probe(answer());
  }
};

TEST_F(TopicTailerStuckTest, WhatDoesNotArriveIsReadWithANewClient) {
  ReadThreeNodes();
  ProbeForLong([this] { return Answer(*tailer_.NextProbe(now_), 5); });
  const auto assignment = tailer_.TakeAssignment();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->kind, Assignment::Kind::kOffset);
  EXPECT_EQ(assignment->offset, 3);
  EXPECT_EQ(assignment->client, Assignment::Client::kNew);
  Put(3, 7, "a", 5);
  Put(4, 8, "a", 5);
  EndBatch();
  EXPECT_EQ(store_.Revision(), 4) << "the replay goes on";
}

TEST_F(TopicTailerStuckTest, AReplayBeginsWithANewClientIfNothingArrives) {
  Describe(UsableTopic());
  tailer_.TakeAssignment();
  ProbeForLong([this] { return Answer(*tailer_.NextProbe(now_), 5); });
  const auto assignment = tailer_.TakeAssignment();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->offset, 0);
  EXPECT_EQ(assignment->client, Assignment::Client::kNew);
}

TEST_F(TopicTailerStuckTest, AClientThatReadsSlowlyStays) {
  ReadThreeNodes();
  int64_t offset = 3;
  ProbeForLong([this, &offset] {
    Put(offset++, 7, "a", 100);
    EndBatch();
    return Answer(*tailer_.NextProbe(now_), 100);
  });
  EXPECT_FALSE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerStuckTest, AnOpenTransactionNeedsNoNewClient) {
  ReadThreeNodes();
  tailer_.OnEndReached(3);
  EndBatch();
  ProbeForLong([this] {
    ProbeResult result = Answer(*tailer_.NextProbe(now_), 5);
    result.last_stable_offset = 3;
    return result;
  });
  EXPECT_FALSE(tailer_.TakeAssignment().has_value());
}

}  // namespace
}  // namespace rollcall::feed
