// SPDX-License-Identifier: Apache-2.0
// UTF-8 is decoded as RFC 3629 says.
#include "display/utf8.h"

#include <gtest/gtest.h>

#include <string_view>

namespace rollcall {
namespace {

void ExpectCodePoint(std::string_view text, char32_t value, size_t length) {
  const CodePoint c = FirstCodePoint(text);
  EXPECT_TRUE(c.is_well_formed) << text;
  EXPECT_EQ(c.value, value) << text;
  EXPECT_EQ(c.length, length) << text;
}

TEST(FirstCodePointTest, DecodesTheShortestAndTheLongestOfEachLength) {
  ExpectCodePoint(std::string_view("\0x", 2), 0, 1);
  ExpectCodePoint("\x7Fx", 0x7F, 1);
  ExpectCodePoint("\xC2\x80x", 0x80, 2);
  ExpectCodePoint("\xDF\xBFx", 0x7FF, 2);
  ExpectCodePoint("\xE0\xA0\x80x", 0x800, 3);
  ExpectCodePoint("\xEF\xBF\xBFx", 0xFFFF, 3);
  ExpectCodePoint("\xF0\x90\x80\x80x", 0x10000, 4);
  ExpectCodePoint("\xF4\x8F\xBF\xBFx", 0x10FFFF, 4);
}

TEST(FirstCodePointTest, ReturnsTheByteOfAnythingElse) {
  for (const std::string_view bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\xFF", "\xC3", "\xE2\x82", "\xC3x", "\xE2\x82x"}) {
    const CodePoint c = FirstCodePoint(bad);
    EXPECT_FALSE(c.is_well_formed);
    EXPECT_EQ(c.value, static_cast<unsigned char>(bad[0]));
    EXPECT_EQ(c.length, 1u);
  }
}

TEST(FirstCodePointDeathTest, TheTextMustNotBeEmpty) { EXPECT_DEATH(FirstCodePoint(""), "CHECK failed"); }

}  // namespace
}  // namespace rollcall
