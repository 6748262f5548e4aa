// Page tokens: the input is taken as a token's text, and as numbers inside a sealed one.
#include <optional>
#include <string>

#include "server/api/page_token.h"
#include "server/select/token.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/sealed.h"

namespace {

void CheckToken(std::string_view text) {
  using namespace rollcall::api;  // NOLINT: its functions are what is tested
  const std::optional<PageToken> token = DecodePageToken(text);
  if (!token.has_value()) return;
  rollcall::fuzz::Require(EncodePageToken(*token) == text, "a token that decodes is the one that is encoded");
  rollcall::fuzz::Require(token->method == ListMethod::kNodes || token->method == ListMethod::kCoprocessors,
                          "a token is of a method that there is");
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using rollcall::select::SealToken;
  using rollcall::select::TokenKind;
  const std::string_view input = rollcall::fuzz::TextOf(data, size);
  CheckToken(input);
  CheckToken(SealToken(TokenKind::kPage, rollcall::fuzz::NumbersOf(input)));
  return 0;
}
