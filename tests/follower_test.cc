// What the feed decides: when a read is complete, what may be shown, when to read again.
#include "server/feed/follower.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "server/state/store.h"
#include "topic/record/key.h"

namespace rollcall::feed {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);

topic::TopicDescription UsableTopic() {
  topic::TopicDescription description;
  description.name = "t";
  description.cluster_id = "c";
  description.partition_count = 1;
  description.cleanup_policy = "compact";
  description.delete_retention = absl::Hours(24);
  return description;
}

std::string UpValue(int32_t node_id, const std::string& name) {
  return absl::StrCat(R"({"node_id":)", node_id, R"(,"status":"up","coprocessors":{")", name,
                      R"(":{"input_topics":["t"]}}})");
}

class FollowerTest : public testing::Test {
 protected:
  void Put(int64_t offset, int32_t node_id, const std::string& name, int64_t end_offset) {
    const std::string key = topic::BinaryKey(node_id);
    const std::string value = UpValue(node_id, name);
    follower_.OnRecord({offset, 1, key, value}, end_offset);
  }
  void Delete(int64_t offset, int32_t node_id, int64_t end_offset) {
    const std::string key = topic::BinaryKey(node_id);
    follower_.OnRecord({offset, 1, key, std::nullopt}, end_offset);
  }
  void EndRun(std::optional<int64_t> end = std::nullopt) { follower_.OnRunEnd({0, end}, now_); }
  void Describe(const absl::StatusOr<topic::TopicDescription>& description) {
    follower_.OnTopic(description, now_);
    EndRun();
  }
  void Probe(const absl::StatusOr<ProbeResult>& result) {
    follower_.OnProbe(result, now_);
    EndRun();
  }
  // A probe's answer, for the replay under way.
  void TellEnd(int64_t end_offset) { Probe(Answer(*follower_.NextProbe(now_), end_offset)); }
  void ReadThreeNodes() { ReadThreeNodesFrom(0); }
  void ReadThreeNodesFrom(int64_t offset) {
    Describe(UsableTopic());
    TellEnd(offset + 3);
    for (int32_t node = 0; node < 3; ++node) Put(offset + node, node, "a", offset + 3);
    EndRun();
    follower_.TakeAssignment();
  }
  ProbeResult Answer(const ProbeRequest& request, int64_t end_offset) {
    ProbeResult result;
    result.request = request;
    result.started = now_;
    if (request.expect.has_value()) result.found.push_back(*request.expect);
    result.expect_found = request.expect;
    result.last_found = request.last_record;
    result.end_offset = end_offset;
    return result;
  }
  size_t ShownNodes() const { return store_.Latest()->nodes->size(); }

  absl::Time now_ = kStart;
  state::Store store_;
  FeedCounters counters_;
  Follower follower_{store_, counters_, "t", kStart};
};

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

TEST_F(FollowerTest, AfterADisturbanceOnlyEvidenceFromAfterItLetsNewStatesBeShown) {
  ReadThreeNodes();
  const ProbeResult early = Answer(*follower_.NextProbe(now_), 4);
  now_ += absl::Seconds(3);
  Put(3, 9, "a", 4);
  EndRun();
  Probe(early);
  EXPECT_EQ(store_.Revision(), 2);
  now_ += absl::Seconds(1);
  Probe(Answer(*follower_.NextProbe(now_), 4));
  EXPECT_EQ(store_.Revision(), 3);
}

// Of what was read since, nothing is known: the topic may have been recreated, and have grown beyond the position.
TEST_F(FollowerTest, AProbeExpectsWhatWasReadBeforeTheLastEvidence) {
  ReadThreeNodes();
  Put(3, 9, "a", 4);
  EndRun();
  EXPECT_EQ(follower_.NextProbe(now_)->expect->offset, 2);
  EXPECT_EQ(follower_.NextProbe(now_)->from, 2);
  Probe(Answer(*follower_.NextProbe(now_), 4));
  EXPECT_EQ(follower_.NextProbe(now_)->expect->offset, 3);
}

TEST_F(FollowerTest, AProbeBeginsBeforeTheLastEvidenceWhereAllOfItIsSuperseded) {
  ReadThreeNodes();
  for (int32_t node = 0; node < 3; ++node) Put(3 + node, node, "b", 6);
  EndRun();
  const ProbeRequest request = *follower_.NextProbe(now_);
  EXPECT_EQ(request.expect->offset, 5);
  EXPECT_EQ(request.from, 2);
  ProbeResult result = Answer(request, 6);
  result.found.insert(result.found.begin(), {2, 12345});
  Probe(result);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, AProbeBeginsWhereTheReplayEndedWhereNothingIsLeftFromBefore) {
  Describe(UsableTopic());
  TellEnd(0);
  Put(0, 1, "a", 2);
  Put(1, 1, "b", 2);
  EndRun();
  EXPECT_EQ(follower_.NextProbe(now_)->expect->offset, 1);
  EXPECT_EQ(follower_.NextProbe(now_)->from, 0);
}

TEST_F(FollowerTest, AProbeDoesNotReadManyRecords) {
  ReadThreeNodes();
  for (int64_t offset = 3; offset < 20'003; ++offset) Put(offset, 9, "a", offset + 1);
  EndRun();
  EXPECT_EQ(follower_.NextProbe(now_)->expect->offset, 20'002);
  EXPECT_EQ(follower_.NextProbe(now_)->from, 10'003);
}

TEST_F(FollowerTest, WhatWasReadSinceTheLastEvidenceIsDistrustedOnceTheTopicIsAnother) {
  ReadThreeNodes();
  Put(3, 9, "a", 4);
  EndRun();
  EXPECT_EQ(store_.Source().distrust, state::Distrust());
  ProbeResult result = Answer(*follower_.NextProbe(now_), 4);
  result.expect_found->fingerprint ^= 1;
  Probe(result);
  EXPECT_EQ(store_.Source().distrust, (state::Distrust{now_, 2}));
}

TEST_F(FollowerTest, EvidenceFromBeforeADisturbanceProvesNothingAboutWhatIsNotShown) {
  ReadThreeNodes();
  const ProbeResult early = Answer(*follower_.NextProbe(now_ + absl::Seconds(1)), 4);
  now_ += absl::Seconds(3);
  Put(3, 9, "a", 4);
  EndRun();
  Probe(early);
  EXPECT_EQ(store_.Source().as_of, kStart) << "offset 3 was read, and is not shown";
}

TEST_F(FollowerTest, WhatWasReadOfAnotherTopicAfterADisturbanceIsNeverShown) {
  ReadThreeNodes();
  now_ += absl::Seconds(3);
  Put(3, 9, "of the new topic", 4);
  EndRun();
  ProbeResult result = Answer(*follower_.NextProbe(now_), 4);
  result.expect_found->fingerprint ^= 1;
  Probe(result);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
  EXPECT_EQ(store_.Revision(), 2);
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

TEST_F(FollowerTest, AProbeMovesAsOfTimeOnceItsEndIsReached) {
  ReadThreeNodes();
  now_ += absl::Seconds(1);
  const auto request = follower_.NextProbe(now_);
  ASSERT_TRUE(request.has_value());
  ASSERT_TRUE(request->expect.has_value());
  EXPECT_EQ(request->expect->offset, 2);
  Probe(Answer(*request, 4));
  EXPECT_EQ(store_.Source().as_of, kStart);  // offset 3 was not read yet
  now_ += absl::Seconds(1);
  Put(3, 9, "a", 4);
  EndRun();
  EXPECT_EQ(store_.Source().as_of, kStart + absl::Seconds(1));  // when the probe began, not when its end was reached
}

TEST_F(FollowerTest, IsNotCurrentWithoutFreshEvidence) {
  ReadThreeNodes();
  now_ += absl::Seconds(6);
  follower_.OnEndReached(3);  // may have waited in a buffer
  EndRun();
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_BEHIND);
  Probe(Answer(*follower_.NextProbe(now_), 3));
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
}

TEST_F(FollowerTest, AnotherRecordAtTheSameOffsetMeansReadingAgain) {
  ReadThreeNodes();
  ProbeResult result = Answer(*follower_.NextProbe(now_), 3);
  result.expect_found->fingerprint ^= 1;
  Probe(result);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, AMissingRecordThatWasNotSupersededMeansReadingAgain) {
  ReadThreeNodes();
  ProbeResult result = Answer(*follower_.NextProbe(now_), 3);
  result.expect_found.reset();
  Probe(result);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, AMissingRecordThatWasSupersededIsNoFault) {
  ReadThreeNodes();
  ProbeResult result = Answer(*follower_.NextProbe(now_), 4);
  result.expect_found.reset();
  Probe(result);
  Put(3, 2, "b", 4);  // node 2 stood at the expected offset
  EndRun();
  EXPECT_FALSE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, AnEndBelowThePositionIsBelievedTheSecondTime) {
  ReadThreeNodes();
  const ProbeResult result = Answer(*follower_.NextProbe(now_), 2);
  Probe(result);
  EXPECT_FALSE(follower_.TakeAssignment().has_value());
  Probe(result);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, OnlyProbesInARowMakeAnEndBelowThePositionBelieved) {
  ReadThreeNodes();
  const ProbeRequest request = *follower_.NextProbe(now_);
  for (const int64_t end : {2, 3, 2}) Probe(Answer(request, end));
  EXPECT_FALSE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, AnExpectedOffsetOutsideTheLogIsBelievedTheSecondTime) {
  ReadThreeNodes();
  ProbeResult result = Answer(*follower_.NextProbe(now_), 0);
  result.is_out_of_range = true;
  Probe(result);
  EXPECT_FALSE(follower_.TakeAssignment().has_value());
  Probe(result);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
}

// The newest live record stands, but what came after it was lost and written anew.
TEST_F(FollowerTest, AnotherRecordAboveTheExpectedOneMeansReadingAgain) {
  ReadThreeNodes();
  Delete(3, 0, 4);
  EndRun();
  ProbeResult result = Answer(*follower_.NextProbe(now_), 5);
  ASSERT_EQ(result.found.front().offset, 2);
  result.found.push_back({3, 12345});
  Probe(result);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
}

// It was lost, and what was written since is no record that a probe can compare.
TEST_F(FollowerTest, ALostTombstoneMeansReadingAgain) {
  ReadThreeNodes();
  Delete(3, 0, 4);
  EndRun();
  ProbeResult result = Answer(*follower_.NextProbe(now_), 4);
  ASSERT_TRUE(result.request.last_record.has_value());
  EXPECT_EQ(result.request.last_record->offset, 3);
  result.last_found = result.found.front();
  Probe(result);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, AnotherRecordInThePlaceOfTheLastOneMeansReadingAgain) {
  Describe(UsableTopic());
  TellEnd(2);
  Put(0, 1, "a", 2);
  Delete(1, 2, 2);  // may be old, and forgotten at any time
  EndRun();
  follower_.TakeAssignment();
  ProbeResult result = Answer(*follower_.NextProbe(now_), 2);
  EXPECT_FALSE(result.request.last_must_stand);
  result.last_found->fingerprint ^= 1;
  Probe(result);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, ATombstoneIsNotMissedOnceItMayBeForgotten) {
  ReadThreeNodes();
  Delete(3, 0, 4);
  EndRun();
  now_ += absl::Hours(13);
  EXPECT_FALSE(follower_.NextProbe(now_)->last_must_stand);
}

TEST_F(FollowerTest, ATombstoneThatMayBeOldIsNotMissed) {
  Describe(UsableTopic());
  Put(0, 1, "a", 2);
  Delete(1, 2, 2);
  EndRun();
  EXPECT_FALSE(follower_.NextProbe(now_)->last_must_stand);
}

TEST_F(FollowerTest, ALastRecordThatMayHaveBeenSupersededIsNotMissed) {
  ReadThreeNodes();
  Delete(3, 0, 4);
  EndRun();
  ProbeResult result = Answer(*follower_.NextProbe(now_), 5);
  result.last_found = result.found.front();
  Put(4, 0, "b", 5);
  EndRun();
  Probe(result);
  EXPECT_FALSE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, DeletedRecordsMeanReadingAgainWhereOneWasLive) {
  ReadThreeNodes();
  ProbeResult result = Answer(*follower_.NextProbe(now_), 3);
  result.log_start = 1;
  Probe(result);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, DeletedRecordsThatWereSupersededAreNoFault) {
  ReadThreeNodes();
  Put(3, 0, "b", 4);
  EndRun();
  ProbeResult result = Answer(*follower_.NextProbe(now_), 4);
  result.log_start = 1;
  Probe(result);
  EXPECT_FALSE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, ADeletedRecordUnderAnOddKeyMeansReadingAgain) {
  follower_.OnRecord({0, 1, "no node id", "x"}, 4);
  ReadThreeNodesFrom(1);
  ProbeResult result = Answer(*follower_.NextProbe(now_), 4);
  result.log_start = 1;
  Probe(result);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, ALaterEndDoesNotMoveTheGoalOfEvidenceThatWaits) {
  ReadThreeNodes();
  now_ += absl::Seconds(1);
  Probe(Answer(*follower_.NextProbe(now_), 4));
  Probe(Answer(*follower_.NextProbe(now_), 400));
  Put(3, 9, "a", 400);
  EndRun();
  EXPECT_EQ(store_.Source().as_of, now_);
}

TEST_F(FollowerTest, AProbeOfAnEarlierReplayIsForgotten) {
  ReadThreeNodes();
  ProbeResult result = Answer(*follower_.NextProbe(now_), 3);
  result.request.generation -= 1;
  result.expect_found.reset();
  Probe(result);
  EXPECT_FALSE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, ExpectsNothingWhereNothingIsLive) {
  Describe(UsableTopic());
  follower_.TakeAssignment();
  TellEnd(1);
  Delete(0, 1, 1);
  EndRun();
  const auto request = follower_.NextProbe(now_);
  ASSERT_TRUE(request.has_value());
  EXPECT_FALSE(request->expect.has_value());
  ProbeResult result = Answer(*request, 1);
  result.found_unexpected_live = true;
  Probe(result);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, AMissingTopicIsServedAsItWasAndSaidToBeMissing) {
  ReadThreeNodes();
  for (int times = 0; times < 2; ++times) Describe(absl::NotFoundError("no topic"));
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_TOPIC_MISSING);
  EXPECT_EQ(store_.Source().detail, "no topic");
  EXPECT_EQ(ShownNodes(), 3u);
  const auto assignment = follower_.TakeAssignment();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->kind, Assignment::Kind::kNothing);
  EXPECT_FALSE(follower_.NextProbe(now_).has_value());
}

// A broker that has just started may not know its topics yet.
TEST_F(FollowerTest, ATopicThatWasServedIsBelievedMissingTheSecondTime) {
  ReadThreeNodes();
  Describe(absl::NotFoundError("no topic"));
  Describe(UsableTopic());
  Describe(absl::NotFoundError("no topic"));
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
  EXPECT_FALSE(follower_.TakeAssignment().has_value());
}

TEST_F(FollowerTest, ATopicThatIsMissingAtTheStartIsBelievedMissingAtOnce) {
  Describe(absl::NotFoundError("no topic"));
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_TOPIC_MISSING);
}

TEST_F(FollowerTest, ATopicThatIsBackIsReadFromItsStart) {
  ReadThreeNodes();
  for (int times = 0; times < 2; ++times) Describe(absl::NotFoundError("no topic"));
  follower_.TakeAssignment();
  Describe(UsableTopic());
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
  TellEnd(1);
  Put(0, 7, "a", 1);
  EndRun();
  EXPECT_EQ(ShownNodes(), 1u);
  EXPECT_EQ(store_.Revision(), 0);
}

TEST_F(FollowerTest, AnUnsuitableTopicIsNotServed) {
  TellEnd(1);
  topic::TopicDescription description = UsableTopic();
  description.partition_count = 3;
  Describe(description);
  Put(0, 1, "a", 1);
  EndRun();
  EXPECT_FALSE(store_.IsReady());
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_TOPIC_UNSUITABLE);
  EXPECT_NE(store_.Source().detail.find("3 partitions"), std::string::npos);
}

TEST_F(FollowerTest, AnUnreachableBrokerShowsOnceEvidenceIsOld) {
  ReadThreeNodes();
  Describe(absl::UnavailableError("no broker"));
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_CURRENT);
  now_ += absl::Seconds(6);
  EndRun();
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_EQ(ShownNodes(), 3u);
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

TEST_F(FollowerTest, AProbeWithoutAnAnswerIsToldOnceEvidenceIsOld) {
  ReadThreeNodes();
  now_ += absl::Seconds(6);
  Probe(absl::UnavailableError("no end in time"));
  EXPECT_EQ(store_.Source().state, v1::SOURCE_STATE_BEHIND);
  EXPECT_EQ(store_.Source().detail, "no end in time");
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

TEST_F(FollowerTest, AnotherClusterIsAnotherTopic) {
  ReadThreeNodes();
  topic::TopicDescription description = UsableTopic();
  description.cluster_id = "d";
  Describe(description);
  EXPECT_TRUE(follower_.TakeAssignment().has_value());
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
