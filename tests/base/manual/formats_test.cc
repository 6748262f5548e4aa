// SPDX-License-Identifier: Apache-2.0
#include "base/manual/formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rollcall::manual {
namespace {

using ::testing::HasSubstr;

Page OddPage() {
  return {.name = "odd",
          .summary = "Takes a \\ and a *",
          .section = 8,
          .synopsis = {"odd"},
          .sections = {{"OPTIONS", {{"--x", ".dot"}, {"--y", "a_b <c>"}}}},
          .examples = {{"'odd' --x", "one"}},
          .see_also = {"even(1)"}};
}

TEST(FormatsTest, ManKeepsWhatGroffWouldTakeForItsOwn) {
  const std::string man = ToMan(OddPage());
  EXPECT_THAT(man, HasSubstr("Takes a \\e and a *"));
  EXPECT_THAT(man, HasSubstr("\n\\&.dot.\n"));
  EXPECT_THAT(man, HasSubstr("\n\\&'odd' \\-\\-x\n"));
}

TEST(FormatsTest, MarkdownShowsTextAsItIs) {
  const std::string page = ToMarkdown(OddPage());
  EXPECT_THAT(page, HasSubstr("Takes a \\\\ and a \\*."));
  EXPECT_THAT(page, HasSubstr("- `--y`: a\\_b \\<c>.\n"));
  EXPECT_THAT(page, HasSubstr("\n    'odd' --x\n"));
}

TEST(FormatsTest, PagesAreInTheirSections) {
  const std::string man = ToMan(OddPage());
  EXPECT_THAT(man, HasSubstr(".TH \"ODD\" 8 "));
  EXPECT_THAT(man, HasSubstr("\\fBeven\\fR(1)"));
  EXPECT_THAT(ToMarkdown(OddPage()), HasSubstr("[even](even.md)"));
}

}  // namespace
}  // namespace rollcall::manual
