// SPDX-License-Identifier: Apache-2.0
#include "server/encoding/proto_time.h"

#include <gtest/gtest.h>

#include "base/exit_code.h"

namespace rollcall::encoding {
namespace {

const auto kEndsAsBug = ::testing::ExitedWithCode(kExitBug);

google::protobuf::Timestamp Timestamp(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  SetTimestamp(time, timestamp);
  return timestamp;
}

TEST(ProtoTimeTest, ATimeIsWholeSecondsAndNanoseconds) {
  const google::protobuf::Timestamp timestamp = Timestamp(absl::FromUnixNanos(1'500'000'001));
  EXPECT_EQ(timestamp.seconds(), 1);
  EXPECT_EQ(timestamp.nanos(), 500'000'001);
  EXPECT_EQ(Timestamp(absl::UnixEpoch()).ByteSizeLong(), 0u);
}

TEST(ProtoTimeTest, NanosecondsCountForwardAlsoBefore1970) {
  const google::protobuf::Timestamp timestamp = Timestamp(absl::FromUnixMillis(-1500));
  EXPECT_EQ(timestamp.seconds(), -2);
  EXPECT_EQ(timestamp.nanos(), 500'000'000);
}

TEST(ProtoTimeTest, ATimestampHoldsTheYears1To9999) {
  const absl::Time first = absl::FromCivil(absl::CivilSecond(1, 1, 1), absl::UTCTimeZone());
  const absl::Time end = absl::FromCivil(absl::CivilSecond(10000, 1, 1), absl::UTCTimeZone());
  EXPECT_TRUE(FitsTimestamp(first));
  EXPECT_FALSE(FitsTimestamp(first - absl::Nanoseconds(1)));
  EXPECT_TRUE(FitsTimestamp(end - absl::Nanoseconds(1)));
  EXPECT_FALSE(FitsTimestamp(end));
  EXPECT_EQ(Timestamp(end - absl::Nanoseconds(1)).nanos(), 999'999'999);
}

TEST(ProtoTimeTest, ADurationIsWholeSecondsAndNanoseconds) {
  google::protobuf::Duration duration;
  SetDuration(absl::Milliseconds(2500), duration);
  EXPECT_EQ(duration.seconds(), 2);
  EXPECT_EQ(duration.nanos(), 500'000'000);
  SetDuration(absl::Nanoseconds(7), duration);
  EXPECT_EQ(duration.seconds(), 0);
  EXPECT_EQ(duration.nanos(), 7);
}

TEST(ProtoTimeTest, ReadsWhatItWrites) {
  for (const absl::Time time : {absl::FromUnixNanos(1'500'000'001), absl::FromUnixMillis(-1500)}) {
    EXPECT_EQ(ToTime(Timestamp(time)), time);
  }
  google::protobuf::Duration duration;
  SetDuration(absl::Nanoseconds(2'500'000'001), duration);
  EXPECT_EQ(ToDuration(duration), absl::Nanoseconds(2'500'000'001));
}

TEST(ProtoTimeDeathTest, ATimeThatDoesNotFitIsABug) {
  google::protobuf::Duration duration;
  EXPECT_EXIT(Timestamp(absl::InfinitePast()), kEndsAsBug, "FitsTimestamp");
  EXPECT_EXIT(Timestamp(absl::InfiniteFuture()), kEndsAsBug, "FitsTimestamp");
  EXPECT_EXIT(SetDuration(-absl::InfiniteDuration(), duration), kEndsAsBug, "InfiniteDuration");
}

}  // namespace
}  // namespace rollcall::encoding
