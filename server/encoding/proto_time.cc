// SPDX-License-Identifier: Apache-2.0
#include "server/encoding/proto_time.h"

#include <cstdint>

#include "base/check.h"

namespace rollcall::encoding {

void SetTimestamp(absl::Time time, google::protobuf::Timestamp& out) {
  CHECK(time != absl::InfinitePast() && time != absl::InfiniteFuture());
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

}  // namespace rollcall::encoding
