// SPDX-License-Identifier: Apache-2.0
#include "server/list/page_token.h"

#include <gtest/gtest.h>

#include <cctype>
#include <limits>

#include "server/response/token.h"

namespace rollcall::list {
namespace {

constexpr int32_t kLowestId = std::numeric_limits<int32_t>::min();
constexpr uint32_t kHighestItem = std::numeric_limits<uint32_t>::max();

std::vector<PageToken> Examples() {
  return {
      {ListMethod::kNodes, -1, 0, 0, {0, 0}},
      {ListMethod::kCoprocessors, 12, 34, 56, {-7, 8}, 255},
      {ListMethod::kNodes, std::numeric_limits<int64_t>::max(), ~uint64_t{0}, ~uint64_t{0}, {kLowestId, kHighestItem}}};
}

TEST(PageTokenTest, DecodesToWhatWasEncoded) {
  for (const PageToken& token : Examples()) EXPECT_EQ(DecodePageToken(EncodePageToken(token)), token);
}

TEST(PageTokenTest, IsShortAndUrlSafe) {
  for (const PageToken& token : Examples()) {
    const std::string text = EncodePageToken(token);
    EXPECT_LE(text.size(), kMaxPageTokenBytes);
    for (const char c : text) EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_') << text;
  }
}

TEST(PageTokenTest, EveryChangedCharacterIsDetected) {
  const std::string text = EncodePageToken(Examples()[1]);
  for (size_t i = 0; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(DecodePageToken(damaged).has_value()) << i;
  }
}

TEST(PageTokenTest, OtherTextIsRefused) {
  const std::string text = EncodePageToken(Examples()[1]);
  for (const std::string& other : {std::string(), std::string("x"), std::string("not a token"),
                                   text.substr(0, text.size() - 4), text + "AAAA", std::string(2000, 'A')}) {
    EXPECT_FALSE(DecodePageToken(other).has_value()) << other;
  }
}

TEST(PageTokenTest, WellEncodedButForeignContentIsRefused) {
  using response::EncodeToken;
  using response::TokenKind;
  EXPECT_TRUE(DecodePageToken(EncodeToken(TokenKind::kPage, {1, 2, 3, 4, 5})).has_value());
  EXPECT_FALSE(DecodePageToken(EncodeToken(TokenKind::kResume, {1, 2, 3, 4, 5})).has_value());
  EXPECT_FALSE(DecodePageToken(EncodeToken(TokenKind::kPage, {1, 2, 3, 4})).has_value());
  EXPECT_FALSE(DecodePageToken(EncodeToken(TokenKind::kPage, {1, 2, 3, 4, 5, 6})).has_value());
  EXPECT_FALSE(DecodePageToken(EncodeToken(TokenKind::kPage, {3, 2, 3, 4, 5})).has_value());
  EXPECT_FALSE(DecodePageToken(EncodeToken(TokenKind::kPage, {0x10001, 2, 3, 4, 5})).has_value());
}

}  // namespace
}  // namespace rollcall::list
