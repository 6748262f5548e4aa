// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/http2/frame_budget.h"

#include <gtest/gtest.h>

namespace rollcall::rpc {
namespace {

const Instant kNow(absl::FromUnixSeconds(1000));

int TakeAll(FrameBudget& budget, Instant now) {
  int taken = 0;
  while (budget.Take(now)) ++taken;
  return taken;
}

TEST(FrameBudgetTest, ABurstIsAllowedOnce) {
  FrameBudget budget({.burst = 5, .per_second = 1}, kNow);
  EXPECT_EQ(TakeAll(budget, kNow), 5);
  EXPECT_FALSE(budget.Take(kNow));
}

TEST(FrameBudgetTest, TimeEarnsFramesUpToTheBurst) {
  FrameBudget budget({.burst = 5, .per_second = 2}, kNow);
  TakeAll(budget, kNow);  // and one more, in vain, which has to be earned too
  EXPECT_EQ(TakeAll(budget, kNow + absl::Seconds(2)), 3);
  EXPECT_EQ(TakeAll(budget, kNow + absl::Hours(1)), 5);
}

TEST(FrameBudgetTest, WhatIsSentToThePeerEarnsFrames) {
  FrameBudget budget({.burst = 2, .per_second = 0}, kNow);
  EXPECT_TRUE(budget.Take(kNow));
  EXPECT_TRUE(budget.Take(kNow));
  budget.Grant(1);
  EXPECT_TRUE(budget.Take(kNow));
  EXPECT_FALSE(budget.Take(kNow));
}

}  // namespace
}  // namespace rollcall::rpc
