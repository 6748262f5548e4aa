// The envelope of tokens: the input is taken as a token's text, and as numbers to seal.
#include <optional>
#include <string>
#include <vector>

#include "server/select/token.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/sealed.h"

namespace rollcall::select {
namespace {

using fuzz::Require;

constexpr size_t kMostNumbers = 94;  // that fit into 1024 characters of base64, beside 10 bytes of prefix and check sum

void CheckText(TokenKind kind, std::string_view text) {
  const std::optional<std::vector<uint64_t>> numbers = OpenToken(kind, text);
  Require(!numbers.has_value() || SealToken(kind, *numbers) == text, "a token that opens is the one that is sealed");
}

void CheckNumbers(TokenKind kind, const std::vector<uint64_t>& numbers) {
  const std::string token = SealToken(kind, numbers);
  const std::optional<std::vector<uint64_t>> opened = OpenToken(kind, token);
  Require(opened.has_value() == (numbers.size() <= kMostNumbers), "what is sealed opens, up to the size of a token");
  Require(!opened.has_value() || *opened == numbers, "what is opened is what was sealed");
  const TokenKind other = kind == TokenKind::kPage ? TokenKind::kResume : TokenKind::kPage;
  Require(!OpenToken(other, token).has_value(), "a token of another kind does not open");
}

}  // namespace
}  // namespace rollcall::select

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace rollcall::select;  // NOLINT: its functions are what is tested
  const std::string_view input = rollcall::fuzz::TextOf(data, size);
  for (const TokenKind kind : {TokenKind::kPage, TokenKind::kResume}) {
    CheckText(kind, input);
    CheckNumbers(kind, rollcall::fuzz::NumbersOf(input));
  }
  return 0;
}
