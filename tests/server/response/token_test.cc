// SPDX-License-Identifier: Apache-2.0
#include "server/response/token.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace rollcall::response {
namespace {

const std::vector<uint64_t> kNumbers = {0, 1, std::numeric_limits<uint64_t>::max(), 0x0102030405060708};

TEST(TokenTest, DecodesWhatWasEncoded) {
  EXPECT_EQ(DecodeToken(TokenKind::kPage, EncodeToken(TokenKind::kPage, kNumbers)), kNumbers);
  EXPECT_EQ(DecodeToken(TokenKind::kResume, EncodeToken(TokenKind::kResume, {})), std::vector<uint64_t>());
}

TEST(TokenTest, IsUrlSafe) {
  const std::string token = EncodeToken(TokenKind::kPage, kNumbers);
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
}

TEST(TokenTest, RefusesAnotherKind) {
  EXPECT_EQ(DecodeToken(TokenKind::kResume, EncodeToken(TokenKind::kPage, kNumbers)), std::nullopt);
}

TEST(TokenTest, RefusesAnyDamage) {
  const std::string token = EncodeToken(TokenKind::kPage, kNumbers);
  for (size_t i = 0; i < token.size(); ++i) {
    std::string damaged = token;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(DecodeToken(TokenKind::kPage, damaged), std::nullopt) << i;
    EXPECT_EQ(DecodeToken(TokenKind::kPage, token.substr(0, i)), std::nullopt) << i;
  }
  EXPECT_EQ(DecodeToken(TokenKind::kPage, token + "AAAA"), std::nullopt);
}

TEST(TokenTest, RefusesTheSameBytesInAnotherSpelling) {
  // A token of 10 bytes does not use four bits of its last character.
  const std::string token = EncodeToken(TokenKind::kPage, {});
  EXPECT_EQ(DecodeToken(TokenKind::kPage, token), std::vector<uint64_t>());
  EXPECT_EQ(DecodeToken(TokenKind::kPage, token + "=="), std::nullopt);
  EXPECT_EQ(DecodeToken(TokenKind::kPage, " " + token), std::nullopt);
  std::string stray_bits = token;
  ++stray_bits.back();
  EXPECT_EQ(DecodeToken(TokenKind::kPage, stray_bits), std::nullopt);
}

TEST(TokenTest, RefusesTextThatIsNoToken) {
  for (const char* text : {"", "A", "not a token", "\xff\xfe", "====", "AVA"}) {
    EXPECT_EQ(DecodeToken(TokenKind::kPage, text), std::nullopt) << text;
  }
  EXPECT_EQ(DecodeToken(TokenKind::kPage, std::string(1 << 20, 'A')), std::nullopt);
  EXPECT_EQ(DecodeToken(TokenKind::kPage, EncodeToken(TokenKind::kPage, std::vector<uint64_t>(200))), std::nullopt);
}

}  // namespace
}  // namespace rollcall::response
