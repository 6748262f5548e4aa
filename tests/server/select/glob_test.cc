// SPDX-License-Identifier: Apache-2.0
#include "server/select/glob.h"

#include <gtest/gtest.h>

namespace rollcall::select {
namespace {

bool Match(std::string_view pattern, std::string_view text) {
  const absl::StatusOr<Glob> glob = Glob::Compile(pattern);
  EXPECT_TRUE(glob.ok()) << pattern;
  return glob.ok() && glob->Matches(text);
}

TEST(GlobTest, LiteralTakesTheWholeText) {
  EXPECT_TRUE(Match("abc", "abc"));
  EXPECT_FALSE(Match("abc", "abcd"));
  EXPECT_FALSE(Match("abc", "xabc"));
  EXPECT_FALSE(Match("abc", ""));
  EXPECT_TRUE(Match("", ""));
  EXPECT_FALSE(Match("", "a"));
}

TEST(GlobTest, StarTakesAnyRun) {
  EXPECT_TRUE(Match("*", ""));
  EXPECT_TRUE(Match("*", "anything"));
  EXPECT_TRUE(Match("a*", "a"));
  EXPECT_TRUE(Match("a*c", "abbbc"));
  EXPECT_FALSE(Match("a*c", "abbb"));
  EXPECT_TRUE(Match("*b*", "abc"));
  EXPECT_TRUE(Match("**", "x"));
  EXPECT_TRUE(Match("*ab", "aab"));
  EXPECT_TRUE(Match("a*b*c", "a_b_b_c"));
  EXPECT_FALSE(Match("a*b*c", "a_c_b"));
}

TEST(GlobTest, QuestionMarkTakesOneCodePoint) {
  EXPECT_TRUE(Match("?", "a"));
  EXPECT_TRUE(Match("?", "\xC3\xA9"));          // é
  EXPECT_TRUE(Match("?", "\xF0\x9F\x90\x8C"));  // a snail
  EXPECT_FALSE(Match("?", ""));
  EXPECT_FALSE(Match("??", "\xC3\xA9"));
  EXPECT_TRUE(Match("*?", "\xC3\xA9\xC3\xA9"));
}

TEST(GlobTest, BackslashTakesTheNextCharacterAsItIs) {
  EXPECT_TRUE(Match(R"(a\*)", "a*"));
  EXPECT_FALSE(Match(R"(a\*)", "ab"));
  EXPECT_TRUE(Match(R"(\?)", "?"));
  EXPECT_FALSE(Match(R"(\?)", "x"));
  EXPECT_TRUE(Match(R"(\\)", R"(\)"));
  EXPECT_TRUE(Match("\\\xC3\xA9", "\xC3\xA9"));
  EXPECT_TRUE(Match("[a]", "[a]"));  // nothing else is special
  EXPECT_FALSE(Match("[a]", "a"));
}

TEST(GlobTest, BackslashAtTheEndIsRefused) { EXPECT_FALSE(Glob::Compile("a\\").ok()); }

TEST(GlobTest, MatchesInTimeOfPatternTimesText) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "*a";
  EXPECT_FALSE(Match(pattern + "b", std::string(20'000, 'a')));  // exponential matchers never come back from this
}

}  // namespace
}  // namespace rollcall::select
