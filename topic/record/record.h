// SPDX-License-Identifier: Apache-2.0
// A record of the status topic as Kafka holds it, before it is decoded.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rollcall::topic {

inline constexpr int64_t kNoTimestamp = -1;

// Does not own key and value: they live as long as the caller's buffer.
struct RecordView {
  int64_t offset = 0;
  int64_t timestamp_ms = kNoTimestamp;    // since the Unix epoch
  std::optional<std::string_view> key;    // nullopt: a null key
  std::optional<std::string_view> value;  // nullopt: a tombstone
};

// XXH3-64 (seed 0) over: offset (int64), timestamp_ms (int64), key length (int32, -1 for null), key, value length
// (int32, -1 for a tombstone), value; integers little-endian. proto/rollcall/v1/rollcall.proto, "Fingerprint", is the
// source of this format.
uint64_t Fingerprint(const RecordView& record);

}  // namespace rollcall::topic
