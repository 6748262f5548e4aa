// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/stability_clock.h"

#include <gtest/gtest.h>

#include "tests/testing/random.h"

namespace rollcall::cli {
namespace {

absl::Time AsOf(int64_t ms) { return absl::FromUnixMillis(ms); }
Instant Now(int64_t ms) { return Instant(absl::FromUnixMillis(ms)); }

TEST(StabilityClockTest, ZeroHoldsAtOnce) {
  StabilityClock clock(absl::ZeroDuration());
  EXPECT_TRUE(clock.OnHeld(AsOf(0), Now(0)));
}

TEST(StabilityClockTest, NeedsTheTimeWithoutABreak) {
  StabilityClock clock(absl::Seconds(5));
  EXPECT_FALSE(clock.OnHeld(AsOf(1000), Now(1200)));
  EXPECT_FALSE(clock.OnHeld(AsOf(5999), Now(6199)));
  clock.OnBreak();
  EXPECT_FALSE(clock.OnHeld(AsOf(7000), Now(7200)));
  EXPECT_FALSE(clock.OnHeld(AsOf(11999), Now(12200)));
  EXPECT_TRUE(clock.OnHeld(AsOf(12000), Now(12200)));
}

TEST(StabilityClockTest, MessagesThatArriveTogetherProveWhatTheirEvidenceProves) {
  StabilityClock clock(absl::Seconds(5));
  EXPECT_FALSE(clock.OnHeld(AsOf(1000), Now(1000)));
  EXPECT_FALSE(clock.OnHeld(AsOf(1500), Now(60000))) << "nobody knows what was after the evidence";
}

TEST(StabilityClockTest, AServersClockThatIsSetProvesNothing) {
  StabilityClock clock(absl::Seconds(5));
  EXPECT_FALSE(clock.OnHeld(AsOf(1000), Now(1000)));
  EXPECT_FALSE(clock.OnHeld(AsOf(3600000), Now(2000)));
  EXPECT_FALSE(clock.OnHeld(AsOf(500), Now(3000))) << "set back: the time starts again";
  EXPECT_FALSE(clock.OnHeld(AsOf(5499), Now(9000)));
  EXPECT_TRUE(clock.OnHeld(AsOf(5500), Now(9001)));
}

// The oracle keeps all checkpoints and looks back.
TEST(StabilityClockTest, AgreesWithAnOracleOnRandomHistories) {
  testing::Random random(7);
  for (int history = 0; history < 500; ++history) {
    const int required_ms = random.Below(3000);
    StabilityClock clock(absl::Milliseconds(required_ms));
    int64_t now_ms = 0;
    int64_t first_ms = -1;  // of the run of checkpoints that held
    for (int i = 0; i < 30; ++i) {
      now_ms += random.Below(1000);
      if (random.Chance(15)) {
        clock.OnBreak();
        first_ms = -1;
        continue;
      }
      if (first_ms < 0) first_ms = now_ms;
      ASSERT_EQ(clock.OnHeld(AsOf(now_ms), Now(now_ms)), now_ms - first_ms >= required_ms) << history << " " << i;
    }
  }
}

}  // namespace
}  // namespace rollcall::cli
