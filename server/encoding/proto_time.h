// SPDX-License-Identifier: Apache-2.0
// Times and durations as protobuf's well-known types.
#pragma once

#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace rollcall::encoding {

// Whether a protobuf Timestamp can hold the time: it is from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z.
bool FitsTimestamp(absl::Time time);

// FitsTimestamp(time). It is rounded down to a nanosecond.
void SetTimestamp(absl::Time time, google::protobuf::Timestamp& out);

// `duration` is finite. It is truncated to a nanosecond.
void SetDuration(absl::Duration duration, google::protobuf::Duration& out);

absl::Time ToTime(const google::protobuf::Timestamp& timestamp);
absl::Duration ToDuration(const google::protobuf::Duration& duration);

}  // namespace rollcall::encoding
