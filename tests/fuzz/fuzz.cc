// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/fuzz.h"

#include <bit>
#include <cstdio>
#include <cstdlib>

namespace rollcall::fuzz {

std::string_view TextOf(const uint8_t* data, size_t size) { return {reinterpret_cast<const char*>(data), size}; }

void Require(bool holds, std::string_view property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(property.size()), property.data());
  std::abort();
}

std::pair<std::string_view, std::optional<std::string_view>> SplitAtFirst(std::string_view text, char separator) {
  const size_t at = text.find(separator);
  if (at == std::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, at), text.substr(at + 1)};
}

// RFC 3629: the number of leading ones in the first byte is the number of bytes. Overlong forms, surrogates and values
// beyond U+10FFFF are ill-formed.
std::optional<char32_t> TakeCodePoint(std::string_view& text) {
  const auto first = static_cast<uint8_t>(text.front());
  const int ones = std::countl_one(first);
  const size_t size = ones == 0 ? 1 : static_cast<size_t>(ones);
  if (ones == 1 || size > 4 || size > text.size()) return std::nullopt;
  char32_t value = ones == 0 ? first : first & (0xFFu >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if (std::countl_one(byte) != 1) return std::nullopt;
    value = value * 64 + byte % 64;
  }
  const size_t shortest = value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
  if (size != shortest || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return std::nullopt;
  text.remove_prefix(size);
  return value;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    if (!TakeCodePoint(text).has_value()) return false;
  }
  return true;
}

bool IsPlainText(std::string_view text) {
  while (!text.empty()) {
    const std::optional<char32_t> c = TakeCodePoint(text);
    if (!c.has_value() || *c < 0x20 || (*c >= 0x7F && *c < 0xA0)) return false;
  }
  return true;
}

}  // namespace rollcall::fuzz
