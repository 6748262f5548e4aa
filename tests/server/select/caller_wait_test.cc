// SPDX-License-Identifier: Apache-2.0
#include "server/select/caller_wait.h"

#include <gtest/gtest.h>

namespace rollcall::select {
namespace {

constexpr absl::Duration kAtMost = absl::Seconds(10);

TEST(CallerWaitTest, EndsBeforeTheCallersDeadline) {
  EXPECT_EQ(CallerWait(absl::Seconds(10), kAtMost), absl::Seconds(9.5));
  EXPECT_EQ(CallerWait(absl::Seconds(1), kAtMost), absl::Seconds(0.9));
}

TEST(CallerWaitTest, IsNeverLongerThanItMay) {
  EXPECT_EQ(CallerWait(absl::InfiniteDuration(), kAtMost), kAtMost);
  EXPECT_EQ(CallerWait(absl::Seconds(60), kAtMost), kAtMost);
  EXPECT_EQ(CallerWait(absl::Seconds(20), absl::Seconds(3)), absl::Seconds(3));
}

TEST(CallerWaitTest, IsNeverNegative) {
  EXPECT_EQ(CallerWait(absl::ZeroDuration(), kAtMost), absl::ZeroDuration());
  EXPECT_EQ(CallerWait(-absl::Seconds(1), kAtMost), absl::ZeroDuration());
  EXPECT_EQ(CallerWait(-absl::InfiniteDuration(), kAtMost), absl::ZeroDuration());
}

}  // namespace
}  // namespace rollcall::select
