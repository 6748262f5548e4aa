// SPDX-License-Identifier: Apache-2.0
// Pauses grow to a limit and have jitter.
#include "client/lib/watch/backoff.h"

#include <gtest/gtest.h>

#include "absl/time/time.h"

namespace rollcall::client {
namespace {

constexpr BackoffTimes kTimes = {.first = absl::Milliseconds(100), .max = absl::Milliseconds(350)};

TEST(BackoffTest, StepsDoubleUpToTheMaximum) {
  Backoff backoff(kTimes, [] { return 0.0; });
  EXPECT_EQ(backoff.Next(), absl::Milliseconds(50));
  EXPECT_EQ(backoff.Next(), absl::Milliseconds(100));
  EXPECT_EQ(backoff.Next(), absl::Milliseconds(175));
  EXPECT_EQ(backoff.Next(), absl::Milliseconds(175));
}

TEST(BackoffTest, ResetBeginsAgainWithTheFirstStep) {
  Backoff backoff(kTimes, [] { return 0.5; });
  EXPECT_EQ(backoff.Next(), absl::Milliseconds(75));
  EXPECT_EQ(backoff.Next(), absl::Milliseconds(150));
  backoff.Reset();
  EXPECT_EQ(backoff.Next(), absl::Milliseconds(75));
}

TEST(BackoffDeathTest, RandomMustBeBelowOne) {
  Backoff backoff(kTimes, [] { return 1.0; });
  EXPECT_DEATH(backoff.Next(), "CHECK failed");
}

}  // namespace
}  // namespace rollcall::client
