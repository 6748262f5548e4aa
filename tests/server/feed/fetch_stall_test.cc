// SPDX-License-Identifier: Apache-2.0
#include "server/feed/fetch_stall.h"

#include <gtest/gtest.h>

namespace rollcall::feed {
namespace {

class FetchStallTest : public ::testing::Test {
 protected:
  FetchStallTest() { Update(/*goes_on=*/false, 3); }

  void Update(bool goes_on, int64_t next_offset) { stall_.Update(goes_on, next_offset, fetches_, now_); }
  // For so long a fetch is answered every half second, and nothing arrives.
  void AnswerInVain(absl::Duration how_long, int64_t next_offset = 3) {
    for (const Instant end = now_ + how_long; now_ < end; now_ += absl::Milliseconds(500)) {
      ++fetches_;
      Update(/*goes_on=*/true, next_offset);
    }
  }
  // For so long no fetch is answered.
  void Wait(absl::Duration how_long) {
    for (const Instant end = now_ + how_long; now_ < end; now_ += absl::Milliseconds(500)) {
      Update(/*goes_on=*/true, 3);
    }
  }

  uint64_t fetches_ = 0;
  Instant now_{absl::FromUnixSeconds(1'700'000'000)};
  FetchStall stall_;
};

TEST_F(FetchStallTest, IsStalledAfterFiveSecondsOfAnswersInVain) {
  AnswerInVain(absl::Seconds(5));
  EXPECT_FALSE(stall_.IsStalled());
  AnswerInVain(absl::Milliseconds(500));
  EXPECT_TRUE(stall_.IsStalled());
}

TEST_F(FetchStallTest, WithoutAnswersItIsNotStalled) {
  Wait(absl::Minutes(1));
  EXPECT_FALSE(stall_.IsStalled());
}

TEST_F(FetchStallTest, ABrokerThatComesBackBeginsAnew) {
  AnswerInVain(absl::Seconds(4));
  Wait(absl::Seconds(10));
  AnswerInVain(absl::Seconds(5));
  EXPECT_FALSE(stall_.IsStalled());
  AnswerInVain(absl::Seconds(1));
  EXPECT_TRUE(stall_.IsStalled());
}

TEST_F(FetchStallTest, IsNotStalledAnyLongerOnceAnswersStop) {
  AnswerInVain(absl::Seconds(6));
  Wait(absl::Seconds(3));
  EXPECT_FALSE(stall_.IsStalled());
}

TEST_F(FetchStallTest, AnswersThatComeSlowlyCountToo) {
  for (int i = 0; i < 10; ++i) {
    ++fetches_;
    Update(/*goes_on=*/true, 3);
    now_ += absl::Milliseconds(1900);
  }
  EXPECT_TRUE(stall_.IsStalled());
}

TEST_F(FetchStallTest, WhateverArrivesEndsIt) {
  AnswerInVain(absl::Seconds(6));
  stall_.Clear();
  EXPECT_FALSE(stall_.IsStalled());
  AnswerInVain(absl::Seconds(4));
  EXPECT_FALSE(stall_.IsStalled());
}

TEST_F(FetchStallTest, AReaderThatMovesIsNotStalled) {
  AnswerInVain(absl::Seconds(6));
  AnswerInVain(absl::Seconds(4), /*next_offset=*/0);
  EXPECT_FALSE(stall_.IsStalled());
}

TEST_F(FetchStallTest, IsNotStalledAtTheEnd) {
  AnswerInVain(absl::Seconds(6));
  ++fetches_;
  Update(/*goes_on=*/false, 3);
  EXPECT_FALSE(stall_.IsStalled());
}

// The process was stopped for longer than a pause may be.
TEST_F(FetchStallTest, AClockThatJumpsBeginsAnew) {
  AnswerInVain(absl::Seconds(6));
  now_ += absl::Hours(1);
  AnswerInVain(absl::Seconds(5));
  EXPECT_FALSE(stall_.IsStalled());
  now_ -= absl::Hours(1);
  AnswerInVain(absl::Seconds(5));
  EXPECT_FALSE(stall_.IsStalled());
}

}  // namespace
}  // namespace rollcall::feed
