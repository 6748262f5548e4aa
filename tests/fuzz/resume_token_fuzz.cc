// SPDX-License-Identifier: Apache-2.0
// Resume tokens: the input is used as a token's text, and as the numbers of a token.
#include <optional>
#include <string>

#include "server/response/token.h"
#include "server/watch/resume_token.h"
#include "tests/fuzz/encoded_token.h"
#include "tests/fuzz/fuzz.h"

namespace {

void CheckToken(std::string_view text) {
  using namespace rollcall::watch;  // NOLINT: its functions are what is tested
  const std::optional<ResumeToken> token = DecodeResumeToken(text);
  if (!token.has_value()) return;
  rollcall::fuzz::Require(EncodeResumeToken(*token) == text, "a token that decodes is the one that is encoded");
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using rollcall::response::EncodeToken;
  using rollcall::response::TokenKind;
  const std::string_view input = rollcall::fuzz::TextOf(data, size);
  CheckToken(input);
  CheckToken(EncodeToken(TokenKind::kResume, rollcall::fuzz::NumbersOf(input)));
  return 0;
}
