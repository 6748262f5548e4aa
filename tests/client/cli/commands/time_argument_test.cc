// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/time_argument.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using ::testing::HasSubstr;
using testing::Noon;

absl::Time Parse(const std::string& text) { return ParsePastTime(text, Noon()).value_or(absl::InfiniteFuture()); }

TEST(TimeArgumentTest, HowLongAgo) {
  EXPECT_EQ(Parse("90s"), Noon() - absl::Seconds(90));
  EXPECT_EQ(Parse("1h30m"), Noon() - absl::Minutes(90));
  EXPECT_EQ(Parse("3d"), Noon() - absl::Hours(72));
  EXPECT_EQ(Parse("0"), Noon());
}

TEST(TimeArgumentTest, WhenInUtcOrAnotherZone) {
  EXPECT_EQ(Parse("2026-03-01"), Noon() - absl::Hours(12));
  EXPECT_EQ(Parse("2026-03-01T11:30"), Noon() - absl::Minutes(30));
  EXPECT_EQ(Parse("2026-03-01 11:30"), Noon() - absl::Minutes(30));
  EXPECT_EQ(Parse("2026-03-01T11:30:00Z"), Noon() - absl::Minutes(30));
  EXPECT_EQ(Parse("2026-03-01T11:30:15.5"), Noon() - absl::Minutes(30) + absl::Milliseconds(15'500));
  EXPECT_EQ(Parse("2026-03-01T12:30+01:00"), Noon() - absl::Minutes(30));
}

TEST(TimeArgumentTest, NothingElse) {
  for (const char* text : {"", "yesterday", "-2h", "2", "d", "1d2h", "2026-13-01", "2026-03-01T25:00", "inf",
                           "infinite-past", "99999999d"}) {
    const absl::Status status = ParsePastTime(text, Noon()).status();
    EXPECT_FALSE(status.ok()) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr("such as 30m, 2h or 3d"));
  }
}

}  // namespace
}  // namespace rollcall::cli
