// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/wait_notice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <sstream>
#include <string>

#include "tests/testing/waiting.h"

namespace rollcall::agent {
namespace {

// What is written until the second notice.
std::string TwoNotices(const std::string& reason) {
  std::ostringstream err;
  std::atomic<int> asked = 0;
  const auto count_and_give = [&] {
    ++asked;
    return reason;
  };
  {
    const WaitNotice notice("broker b:1", count_and_give, Deadline(absl::Seconds(60)), absl::Seconds(60), err,
                            absl::Milliseconds(1));
    EXPECT_TRUE(rollcall::testing::Eventually([&] { return asked >= 2; }));
  }
  return err.str();
}

TEST(WaitNoticeTest, ComesAtWholeIntervalsAndNotInTheFirstSeconds) {
  EXPECT_EQ(NextNotice(absl::ZeroDuration(), absl::Seconds(4)), absl::Seconds(4));
  EXPECT_EQ(NextNotice(absl::Seconds(3.9), absl::Seconds(4)), absl::Seconds(4));
  EXPECT_EQ(NextNotice(absl::Seconds(4), absl::Seconds(4)), absl::Seconds(8));
  EXPECT_GT(WaitNotice::kInterval, absl::Seconds(2));
}

TEST(WaitNoticeTest, SaysForWhatAndWhyAndHowLong) {
  EXPECT_THAT(TwoNotices("connection refused"),
              ::testing::MatchesRegex("(rollcall-agent: still waiting for broker b:1: connection refused "
                                      "\\((0|[0-9]+s) of 1m\\)\n){2,}"));
  EXPECT_THAT(TwoNotices(""), ::testing::StartsWith("rollcall-agent: still waiting for broker b:1: no answer yet ("));
}

TEST(WaitNoticeTest, AShortWaitIsSilent) {
  std::ostringstream err;
  {
    const WaitNotice notice(
        "b", [] { return ""; }, Deadline(absl::Hours(1)), absl::Hours(1), err, absl::Hours(1));
  }
  EXPECT_EQ(err.str(), "");
}

}  // namespace
}  // namespace rollcall::agent
