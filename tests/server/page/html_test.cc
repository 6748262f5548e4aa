// SPDX-License-Identifier: Apache-2.0
#include "server/page/html.h"

#include <gtest/gtest.h>

#include <string>

namespace rollcall::page {
namespace {

TEST(HtmlTest, LiteralsAreCodeAndAllElseIsText) {
  const std::string text = "<script>alert(\"1\" && '2')</script>";
  const char* const pointer = "<b>";
  EXPECT_EQ((Html() << "<p>" << text << pointer << int64_t{-5} << "</p>").code(),
            "<p>&lt;script&gt;alert(&quot;1&quot; &amp;&amp; &#39;2&#39;)&lt;/script&gt;&lt;b&gt;-5</p>");
}

TEST(HtmlTest, CodeCanBeJoined) {
  EXPECT_EQ((Html() << (Html() << "<b>" << std::string("<") << "</b>")).code(), "<b>&lt;</b>");
}

TEST(HtmlTest, ForeignTextKeepsItsDirectionToItself) { EXPECT_EQ(Html().Foreign("a<b").code(), "<bdi>a&lt;b</bdi>"); }

TEST(HtmlTest, WhatHidesOrReordersTextIsMadeVisible) {
  EXPECT_EQ(Escape("a\u202Eb\u2066c\u200Bd\uFEFF"), "a\\u202eb\\u2066c\\u200bd\\ufeff");
  EXPECT_EQ(Escape(std::string("a\0b\n\x1b[31m\x7f", 10)), "a\\x00b\\n\\x1b[31m\\x7f");
  EXPECT_EQ(Escape("a\xff\xfe<"), "a\\xff\\xfe&lt;");
  EXPECT_EQ(Escape("\uFFFD ä 😀"), "\uFFFD ä 😀");
}

}  // namespace
}  // namespace rollcall::page
