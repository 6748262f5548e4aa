// SPDX-License-Identifier: Apache-2.0
#include "rollcall/instant.h"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

constexpr absl::Duration kBoot = absl::Hours(5);
constexpr absl::Time kWall = absl::FromUnixSeconds(1'700'000'000);
constexpr absl::Duration kDay = absl::Hours(24);

TEST(InstantTest, IsComparedByTheClockThatCannotBeSet) {
  const Instant before(kBoot, kWall);
  const Instant after(kBoot + absl::Seconds(1), kWall - absl::Hours(1));
  EXPECT_LT(before, after);
  EXPECT_EQ(after - before, absl::Seconds(1));
  EXPECT_EQ(before, Instant(kBoot, kWall + kDay));
  EXPECT_LT(Instant::InfinitePast(), before);
  EXPECT_LT(after, Instant::InfiniteFuture());
}

TEST(InstantTest, IsShownByTheWallClockAsItIsSetNow) {
  const Instant before(kBoot, kWall);
  const Instant now(kBoot + absl::Seconds(3), kWall - absl::Hours(1));
  EXPECT_EQ(before.WallAt(now), now.wall() - absl::Seconds(3));
  EXPECT_EQ(Instant::InfinitePast().WallAt(now), absl::InfinitePast());
}

TEST(InstantTest, ATimeThatIsAddedMovesBothClocks) {
  Instant instant(kBoot, kWall);
  instant += absl::Seconds(2);
  EXPECT_EQ(instant.steady(), kBoot + absl::Seconds(2));
  EXPECT_EQ(instant.wall(), kWall + absl::Seconds(2));
  instant -= absl::Seconds(3);
  EXPECT_EQ(instant, Instant(kBoot, kWall) - absl::Seconds(1));
}

TEST(InstantTest, TheClocksOfTheMachineGoForward) {
  const Instant first = Instant::Now();
  const Instant second = Instant::Now();
  EXPECT_LE(first, second);
  EXPECT_GT(first.steady(), absl::ZeroDuration());
  EXPECT_GT(first.wall(), kWall);
}

}  // namespace
}  // namespace rollcall
