// SPDX-License-Identifier: Apache-2.0
// The two encodings of a record's key, and which node ids a key can mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rollcall::topic {

// What the bytes of a key can mean. Both fields are set for a key of four bytes that is also a decimal number ("1234",
// "-123"); then the record's value says which one it means.
struct KeyIds {
  std::optional<int32_t> binary;   // four bytes, little-endian
  std::optional<int32_t> decimal;  // 0|-?[1-9][0-9]* within int32

  bool IsNodeKey() const { return binary.has_value() || decimal.has_value(); }
  bool IsAmbiguous() const { return binary.has_value() && decimal.has_value(); }
  bool operator==(const KeyIds&) const = default;
};

// Never fails: if the key is not a node id, neither field is set.
KeyIds ReadKey(std::string_view key);

std::string BinaryKey(int32_t node_id);
std::string DecimalKey(int32_t node_id);

}  // namespace rollcall::topic
