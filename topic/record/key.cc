// SPDX-License-Identifier: Apache-2.0
#include "topic/record/key.h"

#include <charconv>

#include "absl/strings/str_cat.h"

namespace rollcall::topic {
namespace {

constexpr size_t kBinarySize = 4;

std::optional<int32_t> ReadBinary(std::string_view key) {
  if (key.size() != kBinarySize) return std::nullopt;
  uint32_t bits = 0;
  for (size_t i = 0; i < kBinarySize; ++i) bits |= uint32_t{static_cast<uint8_t>(key[i])} << (8 * i);
  return static_cast<int32_t>(bits);
}

std::optional<int32_t> ReadDecimal(std::string_view key) {
  int32_t id = 0;
  const auto result = std::from_chars(key.data(), key.data() + key.size(), id);
  const bool is_canonical = result.ec == std::errc() && DecimalKey(id) == key;  // not "05", "-0", "5 " or "+5"
  return is_canonical ? std::optional<int32_t>(id) : std::nullopt;
}

}  // namespace

KeyIds ReadKey(std::string_view key) { return {.binary = ReadBinary(key), .decimal = ReadDecimal(key)}; }

std::string BinaryKey(int32_t node_id) {
  const auto bits = static_cast<uint32_t>(node_id);
  std::string key(kBinarySize, '\0');
  for (size_t i = 0; i < kBinarySize; ++i) key[i] = static_cast<char>(bits >> (8 * i));
  return key;
}

std::string DecimalKey(int32_t node_id) { return absl::StrCat(node_id); }

}  // namespace rollcall::topic
