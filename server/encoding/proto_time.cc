// SPDX-License-Identifier: Apache-2.0
#include "server/encoding/proto_time.h"

#include <cstdint>

#include "base/check.h"

namespace rollcall::encoding {
namespace {

constexpr int64_t kMinSeconds = -62'135'596'800;          // 0001-01-01T00:00:00Z
constexpr int64_t kSecondsOfYear10000 = 253'402'300'800;  // the first second that does not fit

}  // namespace

bool FitsTimestamp(absl::Time time) {
  return time >= absl::FromUnixSeconds(kMinSeconds) && time < absl::FromUnixSeconds(kSecondsOfYear10000);
}

void SetTimestamp(absl::Time time, google::protobuf::Timestamp& out) {
  CHECK(FitsTimestamp(time));
  const int64_t seconds = absl::ToUnixSeconds(time);
  out.set_seconds(seconds);
  out.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

void SetDuration(absl::Duration duration, google::protobuf::Duration& out) {
  CHECK(absl::AbsDuration(duration) != absl::InfiniteDuration());
  absl::Duration rest;
  out.set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &rest));
  out.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
}

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

}  // namespace rollcall::encoding
