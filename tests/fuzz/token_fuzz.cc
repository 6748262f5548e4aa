// SPDX-License-Identifier: Apache-2.0
// The encoding of tokens: the input is used as a token's text, and as numbers to encode.
#include <optional>
#include <string>
#include <vector>

#include "server/response/token.h"
#include "tests/fuzz/encoded_token.h"
#include "tests/fuzz/fuzz.h"

namespace rollcall::response {
namespace {

using fuzz::Require;

constexpr size_t kMaxNumbers = 94;  // fit into 1024 characters of base64, with 10 bytes of prefix and checksum

void CheckText(TokenKind kind, std::string_view text) {
  const std::optional<std::vector<uint64_t>> numbers = DecodeToken(kind, text);
  Require(!numbers.has_value() || EncodeToken(kind, *numbers) == text,
          "a token that decodes is the one that is encoded");
}

void CheckNumbers(TokenKind kind, const std::vector<uint64_t>& numbers) {
  const std::string token = EncodeToken(kind, numbers);
  const std::optional<std::vector<uint64_t>> decoded = DecodeToken(kind, token);
  Require(decoded.has_value() == (numbers.size() <= kMaxNumbers), "an encoded token decodes, up to the maximum size");
  Require(!decoded.has_value() || *decoded == numbers, "the decoded numbers are those that were encoded");
  const TokenKind other = kind == TokenKind::kPage ? TokenKind::kResume : TokenKind::kPage;
  Require(!DecodeToken(other, token).has_value(), "a token does not decode as another kind");
}

}  // namespace
}  // namespace rollcall::response

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace rollcall::response;  // NOLINT: its functions are what is tested
  const std::string_view input = rollcall::fuzz::TextOf(data, size);
  for (const TokenKind kind : {TokenKind::kPage, TokenKind::kResume}) {
    CheckText(kind, input);
    CheckNumbers(kind, rollcall::fuzz::NumbersOf(input));
  }
  return 0;
}
