// SPDX-License-Identifier: Apache-2.0
// Page tokens: the input is used as a token's text, and as the numbers of a token.
#include <optional>
#include <string>

#include "server/list/page_token.h"
#include "server/response/token.h"
#include "tests/fuzz/encoded_token.h"
#include "tests/fuzz/fuzz.h"

namespace {

void CheckToken(std::string_view text) {
  using namespace rollcall::list;  // NOLINT: its functions are what is tested
  const std::optional<PageToken> token = DecodePageToken(text);
  if (!token.has_value()) return;
  rollcall::fuzz::Require(EncodePageToken(*token) == text, "a token that decodes is the one that is encoded");
  rollcall::fuzz::Require(token->method == ListMethod::kNodes || token->method == ListMethod::kCoprocessors,
                          "a token has a known method");
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using rollcall::response::EncodeToken;
  using rollcall::response::TokenKind;
  const std::string_view input = rollcall::fuzz::TextOf(data, size);
  CheckToken(input);
  CheckToken(EncodeToken(TokenKind::kPage, rollcall::fuzz::NumbersOf(input)));
  return 0;
}
