// SPDX-License-Identifier: Apache-2.0
#include "server/encoding/fresh_period.h"

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <string_view>

#include "server/encoding/node_encoder.h"
#include "topic/record/key.h"
#include "topic/record/record.h"
#include "topic/record/record_decoder.h"

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

EncodedNodePtr Encode(std::string_view value, int64_t timestamp_ms) {
  return EncodeNode({7, timestamp_ms, "5", value}, topic::DecodeRecord(topic::ReadKey("5"), value), 1);
}

TEST(FreshPeriodTest, OfAnEncodedNodeIsThatOfItsRecord) {
  constexpr char kLeased[] =
      R"({"node_id":5,"status":"up","coprocessors":{"a":{"input_topics":[]}},"lease_s":2.5,"reason":"r"})";
  for (const int64_t ms : {kPublishedMs, int64_t{-1500}, std::numeric_limits<int64_t>::min(),
                           std::numeric_limits<int64_t>::max(), topic::kNoTimestamp}) {
    const FreshPeriod expected = FreshPeriodOf(ms, absl::Milliseconds(2500));
    const FreshPeriod actual = FreshPeriodOf(*Encode(kLeased, ms));
    EXPECT_EQ(actual.begin, expected.begin) << ms;
    EXPECT_EQ(actual.end, expected.end) << ms;
  }
  for (const char* no_lease : {R"({"node_id":5,"status":"up","coprocessors":{}})", "no JSON"}) {
    EXPECT_EQ(FreshPeriodOf(*Encode(no_lease, kPublishedMs)).end, absl::InfiniteFuture()) << no_lease;
  }
}

}  // namespace
}  // namespace rollcall::encoding
