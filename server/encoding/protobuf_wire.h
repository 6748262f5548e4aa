// SPDX-License-Identifier: Apache-2.0
// The few pieces of protobuf's wire format with which encoded nodes are joined and split without decoding them.
// Source: protobuf's encoding guide (varints; length-delimited fields are wire type 2). Thread-safe.
//
// The Consume functions read only bytes that this server encoded itself: malformed bytes are a bug and end the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.h"

namespace rollcall::encoding {

// `field_number` is from 1 to 15, so that its tag is one byte.
constexpr char LengthDelimitedTag(int field_number) {
  CHECK(field_number >= 1 && field_number <= 15);
  return static_cast<char>(field_number << 3 | 2);
}

inline void AppendVarint(uint64_t value, std::string& out) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

inline void AppendField(int field_number, std::string_view payload, std::string& out) {
  out.push_back(LengthDelimitedTag(field_number));
  AppendVarint(payload.size(), out);
  out.append(payload);
}

constexpr size_t VarintSize(uint64_t value) {
  size_t size = 1;
  for (; value >= 0x80; value >>= 7) ++size;
  return size;
}

// Removes a varint from the front of `bytes`.
inline uint64_t ConsumeVarint(std::string_view& bytes) {
  uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    CHECK(!bytes.empty());
    DCHECK_LT(shift, 64);
    const auto byte = static_cast<uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
}

// A length-delimited field of a message. Both views point into the message's bytes.
struct WireField {
  int number = 0;
  std::string_view whole;  // with tag and length
  std::string_view payload;
};

// Removes fields from the front of `bytes` up to and including the next length-delimited one, and returns that one.
// nullopt at the end. `bytes` are whole fields, each length-delimited or a varint: rows, or the fields of a
// Coprocessor.
inline std::optional<WireField> ConsumeField(std::string_view& bytes) {
  while (!bytes.empty()) {
    const std::string_view start = bytes;
    const uint64_t tag = ConsumeVarint(bytes);
    const uint64_t length_or_value = ConsumeVarint(bytes);
    const uint64_t wire_type = tag & 7;
    if (wire_type == 0) continue;  // a varint
    CHECK_EQ(wire_type, 2u);
    CHECK_LE(length_or_value, bytes.size());
    const std::string_view payload = bytes.substr(0, length_or_value);
    bytes.remove_prefix(payload.size());
    return WireField{static_cast<int>(tag >> 3), start.substr(0, start.size() - bytes.size()), payload};
  }
  return std::nullopt;
}

}  // namespace rollcall::encoding
