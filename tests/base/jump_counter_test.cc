// SPDX-License-Identifier: Apache-2.0
#include "base/jump_counter.h"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

constexpr absl::Duration kBoot = absl::Hours(5);
constexpr absl::Time kWall = absl::FromUnixSeconds(1'700'000'000);
constexpr absl::Duration kDay = absl::Hours(24);

TEST(JumpCounterTest, CountsTheTimeSinceTheMachineWasStarted) {
  JumpCounter counter;
  EXPECT_EQ(counter.Count(kBoot, kWall), kBoot);
  EXPECT_EQ(counter.Count(kBoot + kDay, kWall + kDay), kBoot + kDay);
}

TEST(JumpCounterTest, AWallClockThatIsSetBackChangesNothing) {
  JumpCounter counter;
  counter.Count(kBoot, kWall);
  EXPECT_EQ(counter.Count(kBoot + absl::Seconds(1), kWall - kDay), kBoot + absl::Seconds(1));
}

TEST(JumpCounterTest, AWallClockThatJumpsForwardShowsTimeThatWentBy) {
  JumpCounter counter;
  counter.Count(kBoot, kWall);
  EXPECT_EQ(counter.Count(kBoot + absl::Seconds(1), kWall + kDay), kBoot + kDay);
  EXPECT_EQ(counter.Count(kBoot + absl::Seconds(2), kWall + absl::Seconds(2)), kBoot + kDay + absl::Seconds(1))
      << "and it is never taken back";
  EXPECT_EQ(counter.Count(kBoot + absl::Seconds(2), kWall + kDay), kBoot + 2 * kDay - absl::Seconds(1));
}

TEST(JumpCounterTest, SmallStepsCountOnceTheyAddUpToASecond) {
  JumpCounter counter;
  counter.Count(kBoot, kWall);
  EXPECT_EQ(counter.Count(kBoot, kWall + absl::Milliseconds(400)), kBoot);
  EXPECT_EQ(counter.Count(kBoot, kWall + absl::Milliseconds(-400)), kBoot);
  EXPECT_EQ(counter.Count(kBoot, kWall + absl::Milliseconds(999)), kBoot);
  EXPECT_EQ(counter.Count(kBoot, kWall + absl::Milliseconds(1000)), kBoot + absl::Seconds(1));
}

}  // namespace
}  // namespace rollcall
