// SPDX-License-Identifier: Apache-2.0
#include "server/encoding/fresh_period.h"

#include <gtest/gtest.h>

#include <limits>
#include <optional>

#include "topic/record/record.h"

namespace rollcall::encoding {
namespace {

constexpr int64_t kPublishedMs = 1'700'000'000'123;
const absl::Time kPublished = absl::FromUnixMillis(kPublishedMs);
constexpr absl::Duration kTick = absl::Nanoseconds(1);

TEST(FreshPeriodTest, EndsThreeLeasesAfterTheRecordToTheNanosecond) {
  const FreshPeriod period = FreshPeriodOf(kPublishedMs, absl::Microseconds(20'000'001));
  const absl::Time end = kPublished + absl::Microseconds(60'000'003);
  EXPECT_EQ(period.end, end);
  EXPECT_TRUE(period.Contains(end));
  EXPECT_FALSE(period.Contains(end + kTick));
}

TEST(FreshPeriodTest, ARecordFromTheFutureIsNoProofOfLife) {
  const FreshPeriod period = FreshPeriodOf(kPublishedMs, absl::Seconds(20));
  EXPECT_TRUE(period.Contains(kPublished - absl::Minutes(1)));
  EXPECT_FALSE(period.Contains(kPublished - absl::Minutes(1) - kTick));
}

TEST(FreshPeriodTest, ARecordMayBeAsMuchYoungerThanTheEvidenceAsEvidenceMayBeOld) {
  const FreshPeriod period = FreshPeriodOf(kPublishedMs, absl::Milliseconds(1));
  EXPECT_TRUE(period.Contains(kPublished - absl::Seconds(5)));
  EXPECT_FALSE(period.Contains(kPublished - absl::Seconds(5) - kTick));
  EXPECT_FALSE(period.Contains(kPublished + absl::Milliseconds(3) + kTick));
}

TEST(FreshPeriodTest, HasNoEndsWithoutALeaseOrATime) {
  for (const FreshPeriod& period :
       {FreshPeriodOf(kPublishedMs, std::nullopt), FreshPeriodOf(topic::kNoTimestamp, absl::Seconds(1))}) {
    EXPECT_TRUE(period.Contains(absl::InfinitePast()));
    EXPECT_TRUE(period.Contains(absl::InfiniteFuture()));
  }
}

TEST(FreshPeriodTest, NoTimeOfARecordIsTooFarAway) {
  for (const int64_t ms : {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()}) {
    EXPECT_FALSE(FreshPeriodOf(ms, absl::Hours(1)).Contains(kPublished)) << ms;
  }
}

}  // namespace
}  // namespace rollcall::encoding
