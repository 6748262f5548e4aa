// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_log.h"

#include <gtest/gtest.h>

#include <optional>

#include "rollcall/instant.h"

namespace rollcall::topic {
namespace {

TEST(LineThrottleTest, LinesOfOneKindAreHeldBackAndCounted) {
  LineThrottle throttle;
  Instant now{absl::UnixEpoch()};
  for (int i = 0; i < LineThrottle::kLinesPerMinute; ++i) EXPECT_EQ(throttle.Admit("FAIL", now), 0);
  EXPECT_EQ(throttle.Admit("FAIL", now), std::nullopt);
  EXPECT_EQ(throttle.Admit("FAIL", now), std::nullopt);
  EXPECT_EQ(throttle.Admit("OTHER", now), 0);
  now += absl::Minutes(1);
  EXPECT_EQ(throttle.Admit("FAIL", now), 2);
  EXPECT_EQ(throttle.Admit("FAIL", now), 0);
}

TEST(LineThrottleTest, AMinuteBeginsWithItsFirstLine) {
  LineThrottle throttle;
  const Instant start(absl::FromUnixSeconds(1'700'000'000));
  EXPECT_EQ(throttle.Admit("FAIL", start), 0);
  const Instant late = start + absl::Seconds(59);
  for (int i = 1; i < LineThrottle::kLinesPerMinute; ++i) EXPECT_EQ(throttle.Admit("FAIL", late), 0);
  EXPECT_EQ(throttle.Admit("FAIL", late), std::nullopt);
  EXPECT_EQ(throttle.Admit("FAIL", start + absl::Minutes(1)), 1);
}

}  // namespace
}  // namespace rollcall::topic
