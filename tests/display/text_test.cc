// SPDX-License-Identifier: Apache-2.0
// Text from the topic is harmless on a terminal.
#include "display/text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace rollcall {
namespace {

TEST(SanitizeTest, LeavesWhatIsText) {
  EXPECT_EQ(Sanitize("Größe 大小 👩‍💻 [a,b] \\n"), "Größe 大小 👩‍💻 [a,b] \\n");
}

TEST(SanitizeTest, EscapesControls) {
  EXPECT_EQ(Sanitize("a\x1b[31mb\nc\td\re\x7f"), "a\\x1b[31mb\\nc\\td\\re\\x7f");
  EXPECT_EQ(Sanitize(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(Sanitize("\xC2\x9B"), "\\x9b") << "CSI as a C1 control";
}

TEST(SanitizeTest, EscapesWhatReordersOrHides) {
  EXPECT_EQ(Sanitize("a\u202Eb\u2066c\u200Bd\uFEFF"), "a\\u202eb\\u2066c\\u200bd\\ufeff");
  EXPECT_EQ(Sanitize("\U000E0041"), "\\U000e0041");
}

TEST(SanitizeTest, EscapesBytesThatAreNotUtf8) {
  EXPECT_EQ(Sanitize("a\xff\xC0\x80\xED\xA0\x80\xF4\x90\x80\x80\xE2\x82"),
            "a\\xff\\xc0\\x80\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80\\xe2\\x82");
}

TEST(SanitizeJsonTest, StaysTheSameJson) {
  const std::string json = "{\r\n\t\"a\": \"x\u202E\xC2\x9B\U000E0041\"}";
  const std::string safe = SanitizeJson(json);
  EXPECT_EQ(safe, "{ \n\t\"a\": \"x\\u202e\\u009b\\udb40\\udc41\"}");
  EXPECT_EQ(nlohmann::json::parse(json), nlohmann::json::parse(safe));
}

TEST(DisplayWidthTest, CountsColumns) {
  EXPECT_EQ(DisplayWidth("abc"), 3u);
  EXPECT_EQ(DisplayWidth("大小"), 4u);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1u);
  EXPECT_EQ(DisplayWidth("\xff"), 1u);
}

TEST(TruncateToWidthTest, CutsAtColumns) {
  EXPECT_EQ(TruncateToWidth("abc", 3), "abc");
  EXPECT_EQ(TruncateToWidth("abcd", 3), "ab…");
  EXPECT_EQ(TruncateToWidth("大小大", 4), "大…");
  EXPECT_EQ(TruncateToWidth("abc", 0), "");
}

}  // namespace
}  // namespace rollcall
