// SPDX-License-Identifier: Apache-2.0
// Times and durations as protobuf's well-known types.
#pragma once

#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace rollcall::encoding {

// `time` is finite. It is rounded down to a nanosecond.
void SetTimestamp(absl::Time time, google::protobuf::Timestamp& out);

// `duration` is finite. It is truncated to a nanosecond.
void SetDuration(absl::Duration duration, google::protobuf::Duration& out);

}  // namespace rollcall::encoding
