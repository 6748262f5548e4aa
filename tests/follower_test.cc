// What the feed decides of records: when a read is complete, what may be shown, when to read again.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/testing/follower_fixture.h"

namespace rollcall::feed {
namespace {

TEST_F(FollowerTest, BeginsAtOffsetZero) {
  const auto assignment = follower_.TakeAssignment();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->kind, Assignment::Kind::kOffset);
  EXPECT_EQ(assignment->offset, 0);
  EXPECT_FALSE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, IsReadyAtTheEndThatAProbeWasTold) {
  Describe(UsableTopic());
  TellEnd(2);
  Put(0, 1, "a", 2);
  EndRun();
  EXPECT_FALSE(store_.IsReady());
  Put(1, 2, "a", 50);  // the log has grown; what stood at the start is read
  EndRun();
  EXPECT_TRUE(store_.IsReady());
  EXPECT_EQ(store_.Revision(), 1);
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
  EXPECT_EQ(store_.Source().as_of, kStart);
}

// Right after an election a fetch may end before what others were shown already.
TEST_F(FollowerTest, IsNotReadyAtTheEndThatAFetchShows) {
  Describe(UsableTopic());
  Put(0, 1, "a", 1);
  follower_.OnEndReached(1);
  EndRun(1);
  EXPECT_FALSE(store_.IsReady());
  TellEnd(2);
  EXPECT_FALSE(store_.IsReady());
  Put(1, 2, "a", 2);
  EndRun(2);
  EXPECT_TRUE(store_.IsReady());
}

TEST_F(FollowerTest, ALaterEndDoesNotMoveTheGoalOfAReplay) {
  Describe(UsableTopic());
  TellEnd(1);
  TellEnd(100);
  Put(0, 1, "a", 100);
  EndRun(100);
  EXPECT_TRUE(store_.IsReady());
}

TEST_F(FollowerTest, IsReadyOnAnEmptyTopic) {
  Describe(UsableTopic());
  EndRun();
  EXPECT_FALSE(store_.IsReady());
  TellEnd(0);
  EXPECT_TRUE(store_.IsReady());
  EXPECT_EQ(store_.Revision(), -1);
}

TEST_F(FollowerTest, IsReadyOnAnEmptiedTopicByTheEvent) {
  Describe(UsableTopic());
  TellEnd(7);
  follower_.OnOffsetOutOfRange(now_);
  EXPECT_EQ(follower_.TakeAssignment()->kind, Assignment::Kind::kLogStart);
  EndRun();
  EXPECT_FALSE(store_.IsReady());
  follower_.OnEndReached(7);
  EndRun();
  EXPECT_TRUE(store_.IsReady());
  EXPECT_EQ(store_.Revision(), 6);
}

TEST_F(FollowerTest, AReplayOfALogThatEndsEarlierNowBeginsAgain) {
  Describe(UsableTopic());
  Put(0, 1, "a", 9);
  Put(1, 1, "b", 9);
  follower_.TakeAssignment();
  EndRun(9);
  for (int times = 0; times < 2; ++times) TellEnd(1);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
}

// What was skipped may have been superseded by what is lost now.
TEST_F(FollowerTest, AfterAGapALogThatEndsEarlierNowIsReadAgain) {
  ReadThreeNodes();
  Put(5, 9, "a", 9);
  follower_.OnEndReached(7);
  EndRun(7);
  EXPECT_EQ(store_.Revision(), 2);
  for (int times = 0; times < 2; ++times) follower_.OnProbe(Answer(*follower_.NextProbe(now_), 7), now_);
  EXPECT_EQ(store_.Revision(), 2);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
}

// A transaction is open after the gap; what it holds supersedes nothing yet.
TEST_F(FollowerTest, AfterAGapTheEndOfWhatIsCommittedIsEnough) {
  ReadThreeNodes();
  Put(5, 9, "a", 9);
  follower_.OnEndReached(7);
  EndRun(9);
  EXPECT_EQ(store_.Revision(), 6);
}

TEST_F(FollowerTest, IsReadyOverATailWithoutRecordsByTheEvent) {
  Describe(UsableTopic());
  TellEnd(10);
  Put(0, 1, "a", 10);
  EndRun();
  EXPECT_FALSE(store_.IsReady());
  follower_.OnEndReached(10);
  EndRun();
  EXPECT_TRUE(store_.IsReady());
  EXPECT_EQ(store_.Revision(), 9);
}

TEST_F(FollowerTest, IsNotReadyBeforeTheTopicIsKnownToBeUsable) {
  TellEnd(1);
  Put(0, 1, "a", 1);
  EndRun();
  EXPECT_FALSE(store_.IsReady());
  Describe(UsableTopic());
  EXPECT_TRUE(store_.IsReady());
}

TEST_F(FollowerTest, AGapDuringTheReplayMovesItsEnd) {
  Describe(UsableTopic());
  TellEnd(3);
  Put(0, 1, "a", 3);
  Put(5, 2, "a", 8);  // 1 to 4 were compacted by records below 8
  EndRun();
  EXPECT_FALSE(store_.IsReady());
  Put(6, 3, "a", 8);
  Put(7, 4, "a", 8);
  EndRun();
  EXPECT_TRUE(store_.IsReady());
}

TEST_F(FollowerTest, CommitsEveryRunWhileFollowing) {
  ReadThreeNodes();
  Put(3, 9, "a", 4);
  EXPECT_EQ(store_.Revision(), 2);
  EndRun();
  EXPECT_EQ(store_.Revision(), 3);
  EXPECT_EQ(ShownNodes(), 4u);
}

TEST_F(FollowerTest, ShowsNothingAfterAGapUntilTheEndThatStoodThen) {
  ReadThreeNodes();
  Put(5, 9, "a", 7);
  EndRun();
  EXPECT_EQ(store_.Revision(), 2);
  Delete(6, 0, 7);
  EndRun();
  EXPECT_EQ(store_.Revision(), 6);
  EXPECT_EQ(ShownNodes(), 3u);  // 1, 2 and 9
}

TEST_F(FollowerTest, RevisionMovesOverATailWithoutRecords) {
  ReadThreeNodes();
  follower_.OnEndReached(8);
  EndRun();
  EXPECT_EQ(store_.Revision(), 7);
}

TEST_F(FollowerTest, AGapAfterALongSilenceMeansReadingAgain) {
  ReadThreeNodes();
  now_ += absl::Hours(13);  // more than half of delete.retention.ms
  Put(5, 9, "a", 6);
  EndRun();
  EXPECT_EQ(store_.Revision(), 2);  // the old state is served meanwhile
  const auto assignment = follower_.TakeAssignment();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->offset, 0);
  TellEnd(6);
  Put(5, 9, "a", 6);
  EndRun();
  EXPECT_EQ(store_.Revision(), 5);
  EXPECT_EQ(ShownNodes(), 1u);
}

TEST_F(FollowerTest, AShortSilenceWithoutAGapIsHarmless) {
  ReadThreeNodes();
  now_ += absl::Seconds(9);
  Put(3, 9, "a", 4);
  EndRun();
  EXPECT_EQ(store_.Revision(), 2);  // whether it is the same topic is not known yet
  Probe(Answer(*follower_.NextProbe(now_), 4));
  EXPECT_EQ(store_.Revision(), 3);
  EXPECT_FALSE(follower_.TakeAssignment().has_value());
}

// Whether it still is the same topic cannot be told from its end then.
TEST_F(FollowerTest, ALongSilenceMeansReadingAgain) {
  ReadThreeNodes();
  Probe(Answer(*follower_.NextProbe(now_), 3));
  now_ += absl::Seconds(11);
  Probe(Answer(*follower_.NextProbe(now_), 3));
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_BEHIND);
  EXPECT_NE(store_.Source().detail.find("for 11s"), std::string::npos) << store_.Source().detail;
}

TEST_F(FollowerTest, AClockThatWasSetBackMakesNoEvidenceFresh) {
  ReadThreeNodes();
  now_ -= absl::Hours(1);
  EndRun();
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_BEHIND);
  Probe(Answer(*follower_.NextProbe(now_), 3));
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
  EXPECT_EQ(store_.Source().as_of, now_);
}

TEST_F(FollowerTest, AReplayLongerThanDeletionsAreKeptIsRunAgain) {
  Describe(UsableTopic());
  TellEnd(6);
  follower_.TakeAssignment();
  Put(4, 1, "a", 6);
  now_ += absl::Hours(13);
  Put(5, 2, "a", 6);
  EndRun();
  EXPECT_FALSE(store_.IsReady());
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, StartsAtTheLogStartWhereOffsetZeroIsGone) {
  follower_.TakeAssignment();
  follower_.OnOffsetOutOfRange(now_);
  const auto assignment = follower_.TakeAssignment();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->kind, Assignment::Kind::kLogStart);
}

TEST_F(FollowerTest, ReadsAgainWhenItsPositionLeavesTheLog) {
  ReadThreeNodes();
  follower_.OnOffsetOutOfRange(now_);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
  EXPECT_EQ(store_.Revision(), 2);
}

TEST_F(FollowerTest, NothingAfterAnUnreadableBatchIsShownUntilItCanBeRead) {
  ReadThreeNodes();
  follower_.OnUnreadable(3, "its checksum is wrong", now_);
  Put(5, 9, "a", 6);  // librdkafka goes on behind the batch
  follower_.OnEndReached(6);
  EndRun();
  EXPECT_EQ(store_.Revision(), 2);
  now_ += absl::Seconds(1);
  EndRun();
  const auto assignment = follower_.TakeAssignment();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->kind, Assignment::Kind::kOffset);
  EXPECT_EQ(assignment->offset, 3);
  for (int64_t offset = 3; offset < 6; ++offset) Put(offset, 9, "a", 6);
  EndRun();
  EXPECT_EQ(store_.Revision(), 5);
  EXPECT_EQ(counters_.unreadable, 1u);
}

TEST_F(FollowerTest, AnUnreadableBatchIsNamedOnceEvidenceIsOld) {
  ReadThreeNodes();
  follower_.OnUnreadable(3, "its checksum is wrong", now_);
  now_ += absl::Seconds(6);
  EndRun();
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_BEHIND);
  EXPECT_EQ(store_.Source().detail, "unreadable at offset 3: its checksum is wrong");
}

TEST_F(FollowerTest, AReplayIsNotReadyBeyondAnUnreadableBatch) {
  Describe(UsableTopic());
  TellEnd(3);
  Put(0, 1, "a", 3);
  follower_.OnUnreadable(1, "its checksum is wrong", now_);
  Put(2, 2, "a", 3);
  follower_.OnEndReached(3);
  EndRun(3);
  EXPECT_FALSE(store_.IsReady());
  EXPECT_EQ(store_.Source().detail, "unreadable at offset 1: its checksum is wrong");
}

TEST_F(FollowerTest, AnUnreadableFirstBatchIsTriedAgainWhereReadingBegan) {
  Describe(UsableTopic());
  follower_.TakeAssignment();
  follower_.OnOffsetOutOfRange(now_);
  follower_.TakeAssignment();
  follower_.OnUnreadable(7, "its checksum is wrong", now_);
  now_ += absl::Seconds(1);
  EndRun();
  EXPECT_EQ(follower_.TakeAssignment()->kind, Assignment::Kind::kLogStart);
}

TEST_F(FollowerTest, WhereNothingArrivesAlthoughTheLogGoesOnItIsUnreadable) {
  Describe(UsableTopic());
  Put(0, 1, "a", 3);
  EndRun(3);
  EXPECT_EQ(store_.Source().detail, "being read from its start");
  now_ += absl::Seconds(5);
  Describe(UsableTopic());  // the brokers answer
  EndRun(3);
  EXPECT_FALSE(store_.IsReady());
  EXPECT_EQ(store_.Source().detail.rfind("unreadable at offset 1: ", 0), 0u) << store_.Source().detail;
  Put(1, 1, "a", 3);
  EndRun(3);
  EXPECT_EQ(store_.Source().detail, "being read from its start");
}

// A transaction is open: the event of reaching the end came, although there are records after it.
TEST_F(FollowerTest, AnOpenTransactionIsNotUnreadable) {
  Describe(UsableTopic());
  TellEnd(1);
  Put(0, 1, "a", 3);
  follower_.OnEndReached(1);
  EndRun(3);
  EXPECT_TRUE(store_.IsReady());
  for (int seconds = 0; seconds < 10; ++seconds) {
    now_ += absl::Seconds(1);
    Probe(Answer(*follower_.NextProbe(now_), 1));
    Describe(UsableTopic());
    EndRun(3);
    EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
  }
}

TEST_F(FollowerTest, AFaultOfReadingIsToldWhileItLasts) {
  Describe(UsableTopic());
  follower_.OnReadFault("not authorised");
  EndRun();
  EXPECT_EQ(store_.Source().detail, "not authorised");
  Put(0, 1, "a", 3);
  EndRun();
  EXPECT_EQ(store_.Source().detail, "being read from its start");
}

TEST_F(FollowerTest, CountsWhatItReads) {
  ReadThreeNodes();
  follower_.OnRecord({5, 1, std::nullopt, "value"}, 6);
  EXPECT_EQ(counters_.records, 4u);
  EXPECT_EQ(counters_.null_key_records, 1u);
  EXPECT_EQ(counters_.gaps, 1u);
  EXPECT_EQ(counters_.replays, 1u);
  EXPECT_GT(counters_.bytes, 5u);
}

// The old state must not claim evidence that belongs to the new one.
TEST_F(FollowerTest, AReplacedStateComesWithItsOwnEvidence) {
  ReadThreeNodes();
  now_ += absl::Minutes(1);
  follower_.OnOffsetOutOfRange(now_);
  std::vector<std::pair<int64_t, absl::Time>> seen;
  store_.Subscribe([&] { seen.emplace_back(store_.Revision(), store_.Source().as_of); });
  now_ += absl::Seconds(1);
  follower_.OnOffsetOutOfRange(now_);  // begins again, at the log's start
  TellEnd(41);
  Put(40, 1, "a", 41);
  EndRun();
  for (const auto& [revision, as_of] : seen) {
    EXPECT_TRUE(as_of == kStart || revision == 40) << revision;
  }
  EXPECT_EQ(store_.Revision(), 40);
}

}  // namespace
}  // namespace rollcall::feed
