// SPDX-License-Identifier: Apache-2.0
// Decisions about records: when a read is complete, what may be shown, when to read again.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "rollcall/instant.h"
#include "tests/testing/topic_tailer_fixture.h"

namespace rollcall::feed {
namespace {

TEST_F(TopicTailerTest, BeginsAtOffsetZeroOnceTheTopicIsDescribed) {
  EXPECT_FALSE(tailer_.TakeAssignment().has_value());
  EXPECT_FALSE(tailer_.NextProbe(now_).has_value());
  Describe(UsableTopic());
  const auto assignment = tailer_.TakeAssignment();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->kind, Assignment::Kind::kOffset);
  EXPECT_EQ(assignment->offset, 0);
  EXPECT_FALSE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerTest, IsReadyAtTheEndThatAProbeReports) {
  Describe(UsableTopic());
  ReportEnd(2);
  Put(0, 1, "a", 2);
  EndBatch();
  EXPECT_FALSE(store_.IsReady());
  Put(1, 2, "a", 50);  // the log has grown; everything below the reported end is read
  EndBatch();
  EXPECT_TRUE(store_.IsReady());
  EXPECT_EQ(store_.Revision(), 1);
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
  EXPECT_EQ(store_.Source().as_of, kStart);
}

// Right after an election a fetch may end before records that other replicas already show.
TEST_F(TopicTailerTest, IsNotReadyAtTheEndThatAFetchShows) {
  Describe(UsableTopic());
  Put(0, 1, "a", 1);
  tailer_.OnEndReached(1);
  EndBatch(1);
  EXPECT_FALSE(store_.IsReady());
  ReportEnd(2);
  EXPECT_FALSE(store_.IsReady());
  Put(1, 2, "a", 2);
  EndBatch(2);
  EXPECT_TRUE(store_.IsReady());
}

TEST_F(TopicTailerTest, ALaterEndDoesNotMoveTheGoalOfAReplay) {
  Describe(UsableTopic());
  ReportEnd(1);
  ReportEnd(100);
  Put(0, 1, "a", 100);
  EndBatch(100);
  EXPECT_TRUE(store_.IsReady());
}

TEST_F(TopicTailerTest, IsReadyOnAnEmptyTopic) {
  Describe(UsableTopic());
  EndBatch();
  EXPECT_FALSE(store_.IsReady());
  ReportEnd(0);
  EXPECT_TRUE(store_.IsReady());
  EXPECT_EQ(store_.Revision(), -1);
}

TEST_F(TopicTailerTest, IsReadyOnAnEmptiedTopicByTheEvent) {
  Describe(UsableTopic());
  ReportEnd(7);
  tailer_.OnOffsetOutOfRange(now_);
  EXPECT_EQ(tailer_.TakeAssignment()->kind, Assignment::Kind::kLogStart);
  EndBatch();
  EXPECT_FALSE(store_.IsReady());
  tailer_.OnEndReached(7);
  EndBatch();
  EXPECT_TRUE(store_.IsReady());
  EXPECT_EQ(store_.Revision(), 6);
}

TEST_F(TopicTailerTest, AReplayOfALogThatEndsEarlierNowBeginsAgain) {
  Describe(UsableTopic());
  Put(0, 1, "a", 9);
  Put(1, 1, "b", 9);
  tailer_.TakeAssignment();
  EndBatch(9);
  for (int times = 0; times < 2; ++times) ReportEnd(1);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
}

// The skipped records may have been replaced by records that are lost now.
TEST_F(TopicTailerTest, AfterAGapALogThatEndsEarlierNowIsReadAgain) {
  ReadThreeNodes();
  Put(5, 9, "a", 9);
  tailer_.OnEndReached(7);
  EndBatch(7);
  EXPECT_EQ(store_.Revision(), 2);
  for (int times = 0; times < 2; ++times) tailer_.OnProbe(Answer(*tailer_.NextProbe(now_), 7), now_);
  EXPECT_EQ(store_.Revision(), 2);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
}

// A transaction is open after the gap. Its records replace nothing yet.
TEST_F(TopicTailerTest, AfterAGapTheEndOfWhatIsCommittedIsEnough) {
  ReadThreeNodes();
  Put(5, 9, "a", 9);
  tailer_.OnEndReached(7);
  EndBatch(9);
  EXPECT_EQ(store_.Revision(), 6);
}

TEST_F(TopicTailerTest, IsReadyOverATailWithoutRecordsByTheEvent) {
  Describe(UsableTopic());
  ReportEnd(10);
  Put(0, 1, "a", 10);
  EndBatch();
  EXPECT_FALSE(store_.IsReady());
  tailer_.OnEndReached(10);
  EndBatch();
  EXPECT_TRUE(store_.IsReady());
  EXPECT_EQ(store_.Revision(), 9);
}

TEST_F(TopicTailerTest, AGapDuringTheReplayMovesItsEnd) {
  Describe(UsableTopic());
  ReportEnd(3);
  Put(0, 1, "a", 3);
  Put(5, 2, "a", 8);  // 1 to 4 were compacted by records below 8
  EndBatch();
  EXPECT_FALSE(store_.IsReady());
  Put(6, 3, "a", 8);
  Put(7, 4, "a", 8);
  EndBatch();
  EXPECT_TRUE(store_.IsReady());
}

// Each broker removes tombstones at its own time: the second one may lack one that deletes what the first one had.
TEST_F(TopicTailerTest, AReplayWithAGapFromTwoBrokersIsDoneAgain) {
  Describe(UsableTopic());
  ReportEnd(6);
  tailer_.OnSource(1);
  Put(0, 1, "a", 6);
  EndBatch();
  tailer_.TakeAssignment();
  tailer_.OnSource(2);
  Put(5, 2, "a", 6);
  EndBatch();
  EXPECT_FALSE(store_.IsReady());
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
  ReportEnd(6);
  Put(5, 2, "a", 6);
  EndBatch();
  ReportEnd(6);
  EXPECT_TRUE(store_.IsReady());
  EXPECT_EQ(ShownNodes(), 1u);
}

TEST_F(TopicTailerTest, CommitsEveryBatchWhileTailing) {
  ReadThreeNodes();
  Put(3, 9, "a", 4);
  EXPECT_EQ(store_.Revision(), 2);
  EndBatch();
  EXPECT_EQ(store_.Revision(), 3);
  EXPECT_EQ(ShownNodes(), 4u);
}

TEST_F(TopicTailerTest, ShowsNothingAfterAGapUntilTheEndAtThatTime) {
  ReadThreeNodes();
  Put(5, 9, "a", 7);
  EndBatch();
  EXPECT_EQ(store_.Revision(), 2);
  Delete(6, 0, 7);
  EndBatch();
  EXPECT_EQ(store_.Revision(), 6);
  EXPECT_EQ(ShownNodes(), 3u);  // 1, 2 and 9
}

TEST_F(TopicTailerTest, RevisionMovesOverATailWithoutRecords) {
  ReadThreeNodes();
  tailer_.OnEndReached(8);
  EndBatch();
  EXPECT_EQ(store_.Revision(), 7);
}

TEST_F(TopicTailerTest, AGapAfterALongSilenceMeansReadingAgain) {
  ReadThreeNodes();
  now_ += absl::Hours(13);  // more than half of delete.retention.ms
  Put(5, 9, "a", 6);
  EndBatch();
  EXPECT_EQ(store_.Revision(), 2);  // the old state is served until the read is done
  const auto assignment = tailer_.TakeAssignment();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->offset, 0);
  ReportEnd(6);
  Put(5, 9, "a", 6);
  EndBatch();
  EXPECT_EQ(store_.Revision(), 5);
  EXPECT_EQ(ShownNodes(), 1u);
}

TEST_F(TopicTailerTest, AShortSilenceWithoutAGapIsHarmless) {
  ReadThreeNodes();
  now_ += absl::Seconds(9);
  Put(3, 9, "a", 4);
  EndBatch();
  EXPECT_EQ(store_.Revision(), 2);  // it is not known yet whether the topic is the same
  Probe(Answer(*tailer_.NextProbe(now_), 4));
  EXPECT_EQ(store_.Revision(), 3);
  EXPECT_FALSE(tailer_.TakeAssignment().has_value());
}

// Then the end of the topic does not show any more whether it is the same topic.
TEST_F(TopicTailerTest, ALongSilenceMeansReadingAgain) {
  ReadThreeNodes();
  Probe(Answer(*tailer_.NextProbe(now_), 3));
  now_ += absl::Seconds(11);
  Probe(Answer(*tailer_.NextProbe(now_), 3));
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_BEHIND);
  EXPECT_NE(store_.Source().detail.find("for 11s"), std::string::npos) << store_.Source().detail;
}

TEST_F(TopicTailerTest, ALongReplayIsNoSilence) {
  Describe(UsableTopic());
  tailer_.TakeAssignment();
  ReportEnd(3);
  Put(0, 0, "a", 3);
  EndBatch();
  now_ += absl::Minutes(1);  // the broker serves the records, and answers no probe
  Put(1, 1, "a", 3);
  Put(2, 2, "a", 3);
  EndBatch();
  ASSERT_TRUE(store_.IsReady());
  now_ += absl::Seconds(1);
  Probe(Answer(*tailer_.NextProbe(now_), 3));
  EXPECT_FALSE(tailer_.TakeAssignment().has_value());
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
}

TEST_F(TopicTailerTest, AWallClockThatIsSetMakesEvidenceNeitherFreshNorOld) {
  ReadThreeNodes();
  for (const absl::Duration set : {-absl::Hours(1), absl::Hours(1)}) {
    now_ = Instant(now_.steady() + absl::Seconds(1), now_.wall() + set);
    EndBatch();
    EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
  }
  now_ = Instant(now_.steady() + absl::Seconds(4), now_.wall() - absl::Hours(1));
  EndBatch();
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_BEHIND);
}

TEST_F(TopicTailerTest, AReplayLongerThanDeletionsAreKeptBeginsAgain) {
  Describe(UsableTopic());
  ReportEnd(6);
  tailer_.TakeAssignment();
  Put(4, 1, "a", 6);
  now_ += absl::Hours(13);
  Put(5, 2, "a", 6);
  EndBatch();
  EXPECT_FALSE(store_.IsReady());
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
}

TEST_F(TopicTailerTest, StartsAtTheLogStartWhereOffsetZeroIsGone) {
  Describe(UsableTopic());
  tailer_.TakeAssignment();
  tailer_.OnOffsetOutOfRange(now_);
  const auto assignment = tailer_.TakeAssignment();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->kind, Assignment::Kind::kLogStart);
}

TEST_F(TopicTailerTest, ReadsAgainWhenItsPositionLeavesTheLog) {
  ReadThreeNodes();
  tailer_.OnOffsetOutOfRange(now_);
  EXPECT_TRUE(tailer_.TakeAssignment().has_value());
  EXPECT_EQ(store_.Revision(), 2);
}

TEST_F(TopicTailerTest, NothingAfterAnUnreadableBatchIsShownUntilItCanBeRead) {
  ReadThreeNodes();
  tailer_.OnUnreadable(3, "its checksum is wrong", now_);
  Put(5, 9, "a", 6);  // librdkafka continues after the batch
  tailer_.OnEndReached(6);
  EndBatch();
  EXPECT_EQ(store_.Revision(), 2);
  now_ += absl::Seconds(1);
  EndBatch();
  const auto assignment = tailer_.TakeAssignment();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->kind, Assignment::Kind::kOffset);
  EXPECT_EQ(assignment->offset, 3);
  for (int64_t offset = 3; offset < 6; ++offset) Put(offset, 9, "a", 6);
  EndBatch();
  EXPECT_EQ(store_.Revision(), 5);
  EXPECT_EQ(counters_.unreadable, 1u);
}

TEST_F(TopicTailerTest, AnUnreadableBatchIsNamedOnceEvidenceIsOld) {
  ReadThreeNodes();
  tailer_.OnUnreadable(3, "its checksum is wrong", now_);
  now_ += absl::Seconds(6);
  EndBatch();
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_BEHIND);
  EXPECT_EQ(store_.Source().detail, "unreadable at offset 3: its checksum is wrong");
}

TEST_F(TopicTailerTest, AReplayIsNotReadyBeyondAnUnreadableBatch) {
  Describe(UsableTopic());
  ReportEnd(3);
  Put(0, 1, "a", 3);
  tailer_.OnUnreadable(1, "its checksum is wrong", now_);
  Put(2, 2, "a", 3);
  tailer_.OnEndReached(3);
  EndBatch(3);
  EXPECT_FALSE(store_.IsReady());
  EXPECT_EQ(store_.Source().detail, "unreadable at offset 1: its checksum is wrong");
}

TEST_F(TopicTailerTest, AnUnreadableFirstBatchIsTriedAgainWhereReadingBegan) {
  Describe(UsableTopic());
  tailer_.TakeAssignment();
  tailer_.OnOffsetOutOfRange(now_);
  tailer_.TakeAssignment();
  tailer_.OnUnreadable(7, "its checksum is wrong", now_);
  now_ += absl::Seconds(1);
  EndBatch();
  EXPECT_EQ(tailer_.TakeAssignment()->kind, Assignment::Kind::kLogStart);
}

TEST_F(TopicTailerTest, WhereNothingArrivesAlthoughTheLogGoesOnItIsUnreadable) {
  Describe(UsableTopic());
  Put(0, 1, "a", 3);
  EndBatch(3);
  EXPECT_EQ(store_.Source().detail, "being read from its start");
  AnswerFetchesInVain(3);
  EXPECT_FALSE(store_.IsReady());
  EXPECT_EQ(store_.Source().detail.rfind("unreadable at offset 1: ", 0), 0u) << store_.Source().detail;
  Put(1, 1, "a", 3);
  EndBatch(3);
  EXPECT_EQ(store_.Source().detail.rfind("being read from its start", 0), 0u) << store_.Source().detail;
}

// A transaction is open: the event of reaching the end came although there are records after that end.
TEST_F(TopicTailerTest, AnOpenTransactionIsNotUnreadable) {
  Describe(UsableTopic());
  ReportEnd(1);
  Put(0, 1, "a", 3);
  tailer_.OnEndReached(1);
  EndBatch(3);
  EXPECT_TRUE(store_.IsReady());
  for (int seconds = 0; seconds < 10; ++seconds) {
    now_ += absl::Seconds(1);
    Probe(Answer(*tailer_.NextProbe(now_), 1));
    Describe(UsableTopic());
    EndBatch(3);
    EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
  }
}

TEST_F(TopicTailerTest, AReadFaultIsReportedWhileItLasts) {
  Describe(UsableTopic());
  tailer_.OnReadFault("not authorized");
  EndBatch();
  EXPECT_EQ(store_.Source().detail, "not authorized");
  Put(0, 1, "a", 3);
  EndBatch();
  EXPECT_EQ(store_.Source().detail, "being read from its start");
}

TEST_F(TopicTailerTest, AReadFaultIsOverAlthoughReadingBeginsAgainInTheSameBatch) {
  ReadThreeNodes();
  tailer_.OnReadFault("not authorized");
  Put(3, 9, "a", 4);
  tailer_.OnOffsetOutOfRange(now_);
  now_ += absl::Seconds(6);
  EndBatch();
  EXPECT_EQ(store_.Source().detail, "read again from its start: offset 4 is not in the log");
}

// A slow first read must not count against the second one.
TEST_F(TopicTailerTest, EachReplayHasItsOwnTime) {
  tailer_.TakeAssignment();
  Put(4, 1, "a", 6);
  now_ += absl::Hours(13);
  tailer_.OnOffsetOutOfRange(now_);
  Describe(UsableTopic());
  ReportEnd(6);
  Put(4, 1, "a", 6);
  Put(5, 2, "a", 6);
  EndBatch();
  EXPECT_TRUE(store_.IsReady());
}

TEST_F(TopicTailerTest, CountsWhatItReads) {
  ReadThreeNodes();
  tailer_.OnRecord({5, 1, std::nullopt, "value"}, 6);
  EXPECT_EQ(counters_.records, 4u);
  EXPECT_EQ(counters_.null_key_records, 1u);
  EXPECT_EQ(counters_.gaps, 1u);
  EXPECT_EQ(counters_.replays[static_cast<size_t>(ReplayReason::kTopicFound)], 1u);
  EXPECT_GT(counters_.bytes, 5u);
}

// The old state must not claim evidence that belongs to the new one.
TEST_F(TopicTailerTest, AReplacedStateComesWithItsOwnEvidence) {
  ReadThreeNodes();
  now_ += absl::Minutes(1);
  tailer_.OnOffsetOutOfRange(now_);
  std::vector<std::pair<int64_t, Instant>> seen;
  const state::Subscription subscription =
      store_.Subscribe([&] { seen.emplace_back(store_.Revision(), store_.Source().as_of); });
  now_ += absl::Seconds(1);
  tailer_.OnOffsetOutOfRange(now_);  // begins again, at the log's start
  ReportEnd(41);
  Put(40, 1, "a", 41);
  EndBatch();
  for (const auto& [revision, as_of] : seen) {
    EXPECT_TRUE(as_of == kStart || revision == 40) << revision;
  }
  EXPECT_EQ(store_.Revision(), 40);
}

}  // namespace
}  // namespace rollcall::feed
