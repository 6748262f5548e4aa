// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/progress.h"

#include <gtest/gtest.h>

namespace rollcall::cli {
namespace {

Instant At(int64_t ms) { return Instant(absl::FromUnixMillis(ms)); }

TEST(ProgressTest, SaysNothingWithinTheFirstSecond) {
  Progress progress(At(0));
  EXPECT_EQ(progress.NextTick("a"), At(1000));
  EXPECT_FALSE(progress.IsDue("a", At(999)));
  EXPECT_TRUE(progress.IsDue("a", At(1000)));
}

TEST(ProgressTest, SaysOnlyWhatHasChanged) {
  Progress progress(At(0));
  EXPECT_TRUE(progress.IsDue("a", At(1000)));
  EXPECT_EQ(progress.NextTick("a"), Instant::InfiniteFuture());
  EXPECT_FALSE(progress.IsDue("a", At(50000)));
  EXPECT_TRUE(progress.IsDue("b", At(50000)));
}

TEST(ProgressTest, SaysNoMoreThanOneThingASecond) {
  Progress progress(At(0));
  EXPECT_TRUE(progress.IsDue("a", At(1500)));
  EXPECT_EQ(progress.NextTick("b"), At(2500));
  EXPECT_FALSE(progress.IsDue("b", At(2499)));
  EXPECT_FALSE(progress.IsDue("a", At(2500))) << "it is as it was when it was said";
  EXPECT_TRUE(progress.IsDue("c", At(2500)));
}

}  // namespace
}  // namespace rollcall::cli
