// SPDX-License-Identifier: Apache-2.0
#include "server/response/token.h"

#include <xxhash.h>

#include "absl/strings/escaping.h"
#include "base/absl_view.h"

namespace rollcall::response {
namespace {

constexpr char kFormat = 1;
constexpr size_t kPrefixBytes = 2;
constexpr size_t kNumberBytes = 8;
constexpr size_t kMaxTokenCharacters = 1024;

void AppendNumber(uint64_t number, std::string& out) {
  for (size_t i = 0; i < kNumberBytes; ++i) out.push_back(static_cast<char>(number >> (8 * i)));
}

uint64_t NumberAt(std::string_view bytes, size_t position) {
  uint64_t number = 0;
  for (size_t i = 0; i < kNumberBytes; ++i) {
    number |= static_cast<uint64_t>(static_cast<unsigned char>(bytes[position + i])) << (8 * i);
  }
  return number;
}

}  // namespace

std::string EncodeToken(TokenKind kind, const std::vector<uint64_t>& numbers) {
  std::string bytes{kFormat, static_cast<char>(kind)};
  for (const uint64_t number : numbers) AppendNumber(number, bytes);
  AppendNumber(XXH3_64bits(bytes.data(), bytes.size()), bytes);
  return absl::WebSafeBase64Escape(bytes);
}

std::optional<std::vector<uint64_t>> DecodeToken(TokenKind kind, std::string_view token) {
  std::string bytes;
  if (token.size() > kMaxTokenCharacters || !absl::WebSafeBase64Unescape(AbslView(token), &bytes)) return std::nullopt;
  const bool has_whole_numbers =
      bytes.size() >= kPrefixBytes + kNumberBytes && (bytes.size() - kPrefixBytes) % kNumberBytes == 0;
  if (!has_whole_numbers) return std::nullopt;
  const size_t end = bytes.size() - kNumberBytes;
  // Padding, spaces, or stray bits at the end would be other spellings of the same bytes.
  if (absl::WebSafeBase64Escape(bytes) != token) return std::nullopt;
  if (bytes[0] != kFormat || bytes[1] != static_cast<char>(kind)) return std::nullopt;
  if (NumberAt(bytes, end) != XXH3_64bits(bytes.data(), end)) return std::nullopt;
  std::vector<uint64_t> numbers;
  for (size_t position = kPrefixBytes; position < end; position += kNumberBytes) {
    numbers.push_back(NumberAt(bytes, position));
  }
  return numbers;
}

}  // namespace rollcall::response
