// SPDX-License-Identifier: Apache-2.0
// The envelope of tokens: the input is taken as a token's text, and as numbers to seal.
#include <optional>
#include <string>
#include <vector>

#include "server/response/token.h"
#include "tests/fuzz/encoded_token.h"
#include "tests/fuzz/fuzz.h"

namespace rollcall::response {
namespace {

using fuzz::Require;

constexpr size_t kMaxNumbers = 94;  // that fit into 1024 characters of base64, beside 10 bytes of prefix and check sum

void CheckText(TokenKind kind, std::string_view text) {
  const std::optional<std::vector<uint64_t>> numbers = DecodeToken(kind, text);
  Require(!numbers.has_value() || EncodeToken(kind, *numbers) == text, "a token that opens is the one that is sealed");
}

void CheckNumbers(TokenKind kind, const std::vector<uint64_t>& numbers) {
  const std::string token = EncodeToken(kind, numbers);
  const std::optional<std::vector<uint64_t>> opened = DecodeToken(kind, token);
  Require(opened.has_value() == (numbers.size() <= kMaxNumbers), "what is sealed opens, up to the size of a token");
  Require(!opened.has_value() || *opened == numbers, "what is opened is what was sealed");
  const TokenKind other = kind == TokenKind::kPage ? TokenKind::kResume : TokenKind::kPage;
  Require(!DecodeToken(other, token).has_value(), "a token of another kind does not open");
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
