// SPDX-License-Identifier: Apache-2.0
#include "server/feed/commit_barrier.h"

#include <gtest/gtest.h>

#include <optional>

namespace rollcall::feed {
namespace {

TEST(CommitBarrierTest, HoldsNothingBackBeforeTheFirstGap) {
  const CommitBarrier barrier;
  EXPECT_FALSE(barrier.Holds(0));
  EXPECT_FALSE(barrier.IsTruncated(0));
}

TEST(CommitBarrierTest, HoldsUntilTheEndThatTheLogHadAtTheGap) {
  CommitBarrier barrier;
  barrier.RaiseTo(7);
  EXPECT_TRUE(barrier.Holds(6));
  EXPECT_FALSE(barrier.Holds(7));
  EXPECT_EQ(barrier.offset(), 7);
}

TEST(CommitBarrierTest, OfTwoGapsTheHigherEndCounts) {
  CommitBarrier barrier;
  barrier.RaiseTo(7);
  barrier.RaiseTo(9);
  barrier.RaiseTo(8);
  EXPECT_TRUE(barrier.Holds(8));
  EXPECT_FALSE(barrier.Holds(9));
}

TEST(CommitBarrierTest, IsLoweredAtTheEndOfWhatIsCommitted) {
  CommitBarrier barrier;
  barrier.RaiseTo(9);
  barrier.LowerAtEnd(7, 9);
  EXPECT_FALSE(barrier.Holds(7));
}

TEST(CommitBarrierTest, IsNeverRaisedByTheEnd) {
  CommitBarrier barrier;
  barrier.RaiseTo(5);
  barrier.LowerAtEnd(7, 9);
  EXPECT_EQ(barrier.offset(), 5);
}

TEST(CommitBarrierTest, StaysWhereTheLogEndsEarlierNow) {
  CommitBarrier barrier;
  barrier.RaiseTo(9);
  barrier.LowerAtEnd(7, 8);
  EXPECT_TRUE(barrier.Holds(8));
  EXPECT_TRUE(barrier.IsTruncated(8));
  EXPECT_FALSE(barrier.IsTruncated(9));
}

TEST(CommitBarrierTest, StaysWhereTheEndOfTheLogIsNotKnown) {
  CommitBarrier barrier;
  barrier.RaiseTo(9);
  barrier.LowerAtEnd(7, std::nullopt);
  EXPECT_TRUE(barrier.Holds(8));
  EXPECT_FALSE(barrier.IsTruncated(std::nullopt));
}

TEST(CommitBarrierTest, WhereTheEndAtTheGapIsUnknownOnlyReachingAnEndLowersIt) {
  CommitBarrier barrier;
  barrier.RaiseTo(std::nullopt);
  EXPECT_TRUE(barrier.Holds(1'000'000));
  EXPECT_FALSE(barrier.IsTruncated(3)) << "there is no earlier end to compare with";
  barrier.LowerAtEnd(7, std::nullopt);
  EXPECT_FALSE(barrier.Holds(7));
}

}  // namespace
}  // namespace rollcall::feed
