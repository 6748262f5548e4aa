// SPDX-License-Identifier: Apache-2.0
#include "server/feed/probe_evidence.h"

#include <gtest/gtest.h>

#include <optional>

#include "rollcall/instant.h"

namespace rollcall::feed {
namespace {

const Instant kNow(absl::FromUnixSeconds(1'700'000'000));

ProbeResult WithEnd(int64_t end_offset, Instant started = kNow) {
  ProbeResult result;
  result.end_offset = end_offset;
  result.started = started;
  result.leader = 1;
  return result;
}

TEST(ProbeEvidenceTest, MeasuresTheTimeBetweenAnsweredProbes) {
  ProbeEvidence evidence;
  EXPECT_EQ(evidence.OnAnswer(kNow), -absl::InfiniteDuration());
  EXPECT_EQ(evidence.OnAnswer(kNow + absl::Seconds(3)), absl::Seconds(3));
}

TEST(ProbeEvidenceTest, BelievesTheSecondAnswerInARowThatIsOutsideTheLog) {
  ProbeEvidence evidence;
  EXPECT_FALSE(evidence.ConfirmOutsideLog(true));
  EXPECT_FALSE(evidence.ConfirmOutsideLog(false));
  EXPECT_FALSE(evidence.ConfirmOutsideLog(true));
  EXPECT_TRUE(evidence.ConfirmOutsideLog(true));
}

TEST(ProbeEvidenceTest, AnAnswerCountsOnceItsEndIsReached) {
  ProbeEvidence evidence;
  EXPECT_FALSE(evidence.IsReached(100, 1)) << "there is no answer";
  evidence.Keep(WithEnd(5));
  EXPECT_FALSE(evidence.IsReached(4, 1));
  EXPECT_FALSE(evidence.TakeReached(4, 1).has_value());
  EXPECT_TRUE(evidence.IsReached(5, 1));
  EXPECT_EQ(evidence.TakeReached(5, 1)->end_offset, 5);
}

TEST(ProbeEvidenceTest, AnAnswerCountsOnce) {
  ProbeEvidence evidence;
  evidence.Keep(WithEnd(5));
  EXPECT_TRUE(evidence.TakeReached(6, 1).has_value());
  EXPECT_FALSE(evidence.IsReached(6, 1));
  EXPECT_FALSE(evidence.TakeReached(6, 1).has_value());
}

TEST(ProbeEvidenceTest, AnAnswerCountsOnceTheReaderReadsFromTheBrokerThatGaveIt) {
  ProbeEvidence evidence;
  evidence.Keep(WithEnd(5));
  EXPECT_FALSE(evidence.IsReached(5, 2)) << "what broker 2 has may be lost";
  EXPECT_TRUE(evidence.IsReached(5, -1)) << "nobody knows the broker";
  ProbeResult newer = WithEnd(9);
  newer.leader = 2;
  evidence.Keep(newer);
  EXPECT_FALSE(evidence.IsReached(9, 1)) << "broker 1 is not the leader any more";
  EXPECT_EQ(evidence.TakeReached(9, 2)->end_offset, 9);
}

TEST(ProbeEvidenceTest, ALaterEndDoesNotMoveTheGoal) {
  ProbeEvidence evidence;
  evidence.Keep(WithEnd(5));
  evidence.Keep(WithEnd(9));
  EXPECT_TRUE(evidence.IsReached(5, 1));
}

TEST(ProbeEvidenceTest, AtTheSameEndTheNewerAnswerIsKept) {
  ProbeEvidence evidence;
  evidence.Keep(WithEnd(5));
  evidence.Keep(WithEnd(5, kNow + absl::Seconds(1)));
  EXPECT_EQ(evidence.TakeReached(5, 1)->started, kNow + absl::Seconds(1));
}

TEST(ProbeEvidenceTest, IsVerifiedUntilADisturbance) {
  ProbeEvidence evidence;
  EXPECT_TRUE(evidence.is_verified());
  EXPECT_TRUE(evidence.Verify(kNow));
  evidence.MarkUnverified(kNow);
  EXPECT_FALSE(evidence.is_verified());
}

TEST(ProbeEvidenceTest, OnlyEvidenceFromAfterADisturbanceEndsIt) {
  ProbeEvidence evidence;
  evidence.MarkUnverified(kNow);
  EXPECT_FALSE(evidence.Verify(kNow - absl::Milliseconds(1)));
  EXPECT_FALSE(evidence.is_verified());
  EXPECT_TRUE(evidence.Verify(kNow));
  EXPECT_TRUE(evidence.is_verified());
}

TEST(ProbeEvidenceTest, ADisturbanceBeginsOnce) {
  ProbeEvidence evidence;
  evidence.MarkUnverified(kNow);
  evidence.MarkUnverified(kNow + absl::Seconds(9));
  EXPECT_TRUE(evidence.Verify(kNow + absl::Seconds(1)));
}

}  // namespace
}  // namespace rollcall::feed
