// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/retire_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rollcall::agent {
namespace {

constexpr char kUp[] = R"({"node_id":5,"status":"up","coprocessors":{}})";
constexpr char kUpFor10s[] = R"({"node_id":5,"status":"up","coprocessors":{},"lease_s":10})";
constexpr char kDown[] = R"({"node_id":5,"status":"down","coprocessors":{}})";

const absl::Time kPublished = absl::FromUnixSeconds(1'700'000'000);

absl::Status Check(const std::string& value, absl::Duration age) {
  return CheckRetirable(5, {.offset = 42, .time = kPublished, .value = value}, Instant(kPublished + age));
}

TEST(RetireCheckTest, ANodeWithALeaseIsFreshForThreeLeases) {
  EXPECT_TRUE(absl::IsFailedPrecondition(Check(kUpFor10s, absl::Seconds(30))));
  EXPECT_TRUE(Check(kUpFor10s, absl::Seconds(30.001)).ok());
}

TEST(RetireCheckTest, ANodeWithoutALeaseIsFreshForAMinute) {
  EXPECT_TRUE(absl::IsFailedPrecondition(Check(kUp, absl::Seconds(60))));
  EXPECT_TRUE(Check(kUp, absl::Seconds(60.001)).ok());
}

TEST(RetireCheckTest, ANodeWhoseClockOrOursIsWrongCountsAsFresh) {
  EXPECT_TRUE(absl::IsFailedPrecondition(Check(kUp, -absl::Hours(1))));
}

TEST(RetireCheckTest, OnlyANodeThatIsUpIsRefused) {
  EXPECT_TRUE(Check(kDown, absl::ZeroDuration()).ok());
  EXPECT_TRUE(Check("{", absl::ZeroDuration()).ok());
  EXPECT_TRUE(CheckRetirable(5, {.offset = 42, .time = std::nullopt, .value = kUp}, Instant(kPublished)).ok());
}

TEST(RetireCheckTest, SaysWhyAndWhatToDo) {
  const absl::Status status = Check(kUpFor10s, absl::Seconds(7.9));
  EXPECT_THAT(std::string(status.message()),
              ::testing::AllOf(::testing::HasSubstr("node 5 is up"), ::testing::HasSubstr("offset 42 is 7s old"),
                               ::testing::HasSubstr("a lease of 10s"), ::testing::HasSubstr("--force")));
}

}  // namespace
}  // namespace rollcall::agent
