// SPDX-License-Identifier: Apache-2.0
#include "server/api/even_spread.h"

#include <gtest/gtest.h>

namespace rollcall::api {
namespace {

const Instant kBegin(absl::FromUnixSeconds(1'700'000'000));

TEST(EvenSpreadTest, EndsOneAfterTheOther) {
  const EvenSpread spread(4, kBegin, absl::Seconds(4));
  for (int seconds = 0; seconds < 4; ++seconds) {
    const size_t left = spread.LeftAt(kBegin + absl::Seconds(seconds));
    EXPECT_EQ(left, 4u - static_cast<size_t>(seconds));
    EXPECT_EQ(spread.NextEnd(left), kBegin + absl::Seconds(seconds + 0.5));
    EXPECT_EQ(spread.LeftAt(kBegin + absl::Seconds(seconds + 0.501)), left - 1);
  }
  EXPECT_EQ(spread.LeftAt(kBegin + absl::Seconds(4)), 0u);
}

TEST(EvenSpreadTest, ASingleOneDoesNotWaitForTheLastMoment) {
  const EvenSpread spread(1, kBegin, absl::Seconds(4));
  EXPECT_EQ(spread.LeftAt(kBegin + absl::Seconds(1.9)), 1u);
  EXPECT_EQ(spread.NextEnd(1), kBegin + absl::Seconds(2));
  EXPECT_EQ(spread.LeftAt(kBegin + absl::Seconds(2.1)), 0u);
}

TEST(EvenSpreadTest, AllAreThereBeforeItBegins) {
  EXPECT_EQ(EvenSpread(7, kBegin, absl::Seconds(1)).LeftAt(kBegin - absl::Seconds(1)), 7u);
}

TEST(EvenSpreadTest, WithoutATimeAllEndAtOnce) {
  EXPECT_EQ(EvenSpread(7, kBegin, absl::ZeroDuration()).LeftAt(kBegin), 0u);
}

TEST(EvenSpreadTest, OfNothingNothingIsLeft) {
  EXPECT_EQ(EvenSpread().LeftAt(kBegin), 0u);
  EXPECT_EQ(EvenSpread(0, kBegin, absl::Seconds(1)).LeftAt(kBegin), 0u);
}

// A timer that is set to NextEnd makes progress each time, whatever is rounded.
TEST(EvenSpreadTest, ManyEndEvenlyInALittleTime) {
  const EvenSpread spread(20'000, kBegin, absl::Seconds(5));
  size_t left = 20'000;
  for (int ms = 0; ms <= 5000; ++ms) {
    const size_t now_left = spread.LeftAt(kBegin + absl::Milliseconds(ms));
    EXPECT_LE(left - now_left, 5u) << ms;
    left = now_left;
  }
  EXPECT_EQ(left, 0u);
}

}  // namespace
}  // namespace rollcall::api
