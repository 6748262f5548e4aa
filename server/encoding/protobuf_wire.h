// SPDX-License-Identifier: Apache-2.0
// The few pieces of protobuf's wire format that the engine needs to join and take apart encoded nodes without decoding
// them. Source: protobuf's encoding guide (varints; length-delimited fields are wire type 2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rollcall::encoding {

constexpr char LengthDelimitedTag(int field_number) { return static_cast<char>(field_number << 3 | 2); }

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

// Takes a varint off the front of `bytes`; they were encoded here, so they are well formed.
inline uint64_t ConsumeVarint(std::string_view& bytes) {
  uint64_t value = 0;
  for (int shift = 0; !bytes.empty(); shift += 7) {
    const auto byte = static_cast<uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return value;
}

// A length-delimited field, as it stood in a message.
struct WireField {
  int number = 0;
  std::string_view whole;  // tag and length too
  std::string_view payload;
};

// Takes the next field off the front of bytes that hold length-delimited fields of numbers below 16 only (rows, and the
// fields of a Coprocessor but for its node_id, which is skipped). nullopt at the end.
inline std::optional<WireField> ConsumeField(std::string_view& bytes) {
  while (!bytes.empty()) {
    const std::string_view start = bytes;
    const uint64_t tag = ConsumeVarint(bytes);
    const uint64_t length_or_value = ConsumeVarint(bytes);
    if ((tag & 7) != 2) continue;  // a varint
    const std::string_view payload = bytes.substr(0, length_or_value);
    bytes.remove_prefix(payload.size());
    return WireField{static_cast<int>(tag >> 3), start.substr(0, start.size() - bytes.size()), payload};
  }
  return std::nullopt;
}

}  // namespace rollcall::encoding
