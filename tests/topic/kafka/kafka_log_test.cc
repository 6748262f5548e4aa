// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_log.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "rollcall/instant.h"
#include "topic/kafka/kafka_diagnosis.h"

namespace rollcall::topic {
namespace {

const Instant kStart(absl::FromUnixSeconds(1'700'000'000));

TEST(LineThrottleTest, ATextPassesOnceAMinuteAndIsCounted) {
  LineThrottle throttle;
  EXPECT_EQ(throttle.Admit("FAIL", "refused", kStart), 0);
  EXPECT_EQ(throttle.Admit("FAIL", "refused", kStart), std::nullopt);
  EXPECT_EQ(throttle.Admit("FAIL", "refused", kStart + absl::Seconds(59)), std::nullopt);
  EXPECT_EQ(throttle.Admit("FAIL", "refused", kStart + absl::Minutes(1)), 2);
  EXPECT_EQ(throttle.Admit("FAIL", "refused", kStart + absl::Minutes(1)), std::nullopt);
}

TEST(LineThrottleTest, AnotherTextPassesAtOnce) {
  LineThrottle throttle;
  EXPECT_EQ(throttle.Admit("FAIL", "refused", kStart), 0);
  EXPECT_EQ(throttle.Admit("FAIL", "authentication failed", kStart), 0);
  EXPECT_EQ(throttle.Admit("OTHER", "refused", kStart), 0);
}

TEST(LineThrottleTest, ManyTextsOfOneKindAreHeldBackAndCounted) {
  LineThrottle throttle;
  const auto admit = [&](size_t i, Instant now) { return throttle.Admit("FAIL", std::to_string(i), now); };
  for (size_t i = 0; i < LineThrottle::kLinesPerMinute; ++i) EXPECT_EQ(admit(i, kStart), 0);
  for (size_t i = 100; i < 110; ++i) EXPECT_EQ(admit(i, kStart), std::nullopt);
  EXPECT_EQ(admit(0, kStart), std::nullopt);
  EXPECT_EQ(throttle.Admit("OTHER", "x", kStart), 0);
  EXPECT_EQ(admit(200, kStart + absl::Minutes(1)), 11) << "the one that was held back of a text that is forgotten, too";
  EXPECT_EQ(admit(201, kStart + absl::Minutes(1)), 0);
}

// As librdkafka 2.10 tells its log, and its error callback, of the same fault.
TEST(KafkaLogTest, BothCallbacksHaveTheSameText) {
  const std::string fault = "127.0.0.1:1/bootstrap: Connect to ipv4#127.0.0.1:1 failed: Connection refused";
  EXPECT_EQ(WithoutTimes(WithoutThread("[thrd:127.0.0.1:1/bootstrap]: " + fault + " (after 0ms in state CONNECT)")),
            fault);
  EXPECT_EQ(WithoutTimes(fault + " (after 4ms in state CONNECT, 1 identical error(s) suppressed)"), fault);
  EXPECT_EQ(WithoutThread("no [thrd: at its begin]: x"), "no [thrd: at its begin]: x");
}

}  // namespace
}  // namespace rollcall::topic
