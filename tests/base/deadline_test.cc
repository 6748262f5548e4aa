// SPDX-License-Identifier: Apache-2.0
#include "base/deadline.h"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

TEST(DeadlineTest, ATimeoutOfZeroOrLessHasPassed) {
  for (const absl::Duration timeout : {absl::ZeroDuration(), absl::Seconds(-5)}) {
    const Deadline deadline(timeout);
    EXPECT_TRUE(deadline.Passed());
    EXPECT_EQ(deadline.Left(), absl::ZeroDuration()) << "never negative";
  }
}

TEST(DeadlineTest, AnInfiniteTimeoutDoesNotPass) {
  const Deadline deadline(absl::InfiniteDuration());
  EXPECT_FALSE(deadline.Passed());
  EXPECT_GT(deadline.Left(), absl::Hours(24 * 365));
}

TEST(DeadlineTest, TheTimeLeftIsTheTimeoutAndShrinks) {
  const Deadline deadline(absl::Hours(1));
  EXPECT_FALSE(deadline.Passed());
  const absl::Duration before = deadline.Left();
  EXPECT_LE(before, absl::Hours(1));
  EXPECT_GT(before, absl::Minutes(50));
  EXPECT_LE(deadline.Left(), before);
}

}  // namespace
}  // namespace rollcall
