// SPDX-License-Identifier: Apache-2.0
#include "server/select/glob_set.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string_view>

namespace rollcall::select {
namespace {

GlobSet SetOf(std::initializer_list<std::string_view> patterns) {
  GlobSet set;
  for (const std::string_view pattern : patterns) set.Add(*Glob::Compile(pattern));
  return set;
}

TEST(GlobSetTest, MatchesWhatOneOfItsGlobsMatches) {
  const GlobSet set = SetOf({"a*", "b", "?c"});
  for (const std::string_view text : {"a", "ab", "b", "xc"}) EXPECT_TRUE(set.Matches(text)) << text;
  for (const std::string_view text : {"", "bb", "c"}) EXPECT_FALSE(set.Matches(text)) << text;
}

TEST(GlobSetTest, GlobsForOneTextAreNotTriedOneByOne) {
  const GlobSet set = SetOf({"a", R"(\*)", "b*", ""});
  EXPECT_EQ(set.tried_globs(), 1u);
  for (const std::string_view text : {"a", "*", "bb", ""}) EXPECT_TRUE(set.Matches(text)) << text;
  EXPECT_FALSE(set.Matches(R"(\*)"));
}

TEST(GlobSetTest, IsEmptyUntilAGlobIsAdded) {
  EXPECT_TRUE(GlobSet().empty());
  EXPECT_FALSE(SetOf({""}).empty());
  EXPECT_FALSE(SetOf({"*"}).empty());
}

}  // namespace
}  // namespace rollcall::select
