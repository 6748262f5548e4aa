// SPDX-License-Identifier: Apache-2.0
#include "server/select/glob.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "tests/testing/random.h"

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

TEST(GlobTest, QuestionMarksBetweenStarsAndLiterals) {
  EXPECT_TRUE(Match("*a?c*", "abbabcc"));
  EXPECT_FALSE(Match("*a?c*", "abbac"));
  EXPECT_TRUE(Match("*??b*", "aab"));
  EXPECT_FALSE(Match("*??b*", "ab"));
  EXPECT_TRUE(Match("*b??*", "bcd"));
  EXPECT_FALSE(Match("*b??*", "abc"));
  EXPECT_TRUE(Match("a*?c?", "aabcd"));
  EXPECT_FALSE(Match("a*?c?", "acd"));
  EXPECT_FALSE(Match("ab*ba", "aba")) << "what the front has taken is not there for the end";
  EXPECT_TRUE(Match("*?\xC3\xA9?", "\xC3\xA9\xC3\xA9\xC3\xA9"));
}

bool MatchesPlainly(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  const std::string_view rest = pattern.substr(1);
  if (pattern[0] == '*') {
    return MatchesPlainly(rest, text) || (!text.empty() && MatchesPlainly(pattern, text.substr(1)));
  }
  return !text.empty() && (pattern[0] == '?' || pattern[0] == text[0]) && MatchesPlainly(rest, text.substr(1));
}

TEST(GlobTest, MatchesLikeAPlainMatcher) {
  testing::Random random(1);
  const auto any = [&random](std::string_view characters, int max_size) {
    std::string text;
    for (int size = random.Below(max_size + 1); size > 0; --size) {
      text.push_back(characters[static_cast<size_t>(random.Below(static_cast<int>(characters.size())))]);
    }
    return text;
  };
  int matches = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string pattern = any("ab?*", 8);
    const std::string text = any("ab", 10);
    const bool expected = MatchesPlainly(pattern, text);
    ASSERT_EQ(Match(pattern, text), expected) << pattern << " on " << text;
    matches += expected ? 1 : 0;
  }
  EXPECT_GT(matches, 1000);
}

TEST(GlobTest, OnlyTextIsWhatAGlobWithoutWildcardsMatches) {
  EXPECT_EQ(Glob::Compile(R"(a\*b)")->OnlyText(), "a*b");
  EXPECT_EQ(Glob::Compile("")->OnlyText(), "");
  for (const std::string_view pattern : {"*", "a?", "?a", "a*", "*a", "a?b"}) {
    EXPECT_EQ(Glob::Compile(pattern)->OnlyText(), std::nullopt) << pattern;
  }
}

TEST(GlobTest, BackslashAtTheEndIsRefused) { EXPECT_FALSE(Glob::Compile("a\\").ok()); }

TEST(GlobTest, MatchesInTimeOfPatternTimesText) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "*a";
  EXPECT_FALSE(Match(pattern + "b", std::string(20'000, 'a')));  // exponential matchers never come back from this
}

}  // namespace
}  // namespace rollcall::select
