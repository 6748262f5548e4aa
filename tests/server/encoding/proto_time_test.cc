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

TEST(ProtoTimeTest, ADurationIsWholeSecondsAndNanoseconds) {
  google::protobuf::Duration duration;
  SetDuration(absl::Milliseconds(2500), duration);
  EXPECT_EQ(duration.seconds(), 2);
  EXPECT_EQ(duration.nanos(), 500'000'000);
  SetDuration(absl::Nanoseconds(7), duration);
  EXPECT_EQ(duration.seconds(), 0);
  EXPECT_EQ(duration.nanos(), 7);
}

TEST(ProtoTimeDeathTest, AnInfiniteTimeIsABug) {
  google::protobuf::Duration duration;
  EXPECT_EXIT(Timestamp(absl::InfinitePast()), kEndsAsBug, "InfinitePast");
  EXPECT_EXIT(Timestamp(absl::InfiniteFuture()), kEndsAsBug, "InfiniteFuture");
  EXPECT_EXIT(SetDuration(-absl::InfiniteDuration(), duration), kEndsAsBug, "InfiniteDuration");
}

}  // namespace
}  // namespace rollcall::encoding
