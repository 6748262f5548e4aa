// SPDX-License-Identifier: Apache-2.0
// Columns that are made of the JSON's fields.
#include "client/cli/render/custom_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rollcall::cli {
namespace {

using ::testing::HasSubstr;

// The cells that `spec` makes of one object.
std::string Evaluated(const std::string& spec, const std::string& object) {
  const auto columns = ParseCustomColumns(spec);
  EXPECT_TRUE(columns.ok()) << columns.status();
  Table table = {.columns = {}, .rows = {{}}};
  AddCustomColumns(*columns, {object}, table);
  return TableText(table, Titles::kShown, std::nullopt);
}

TEST(CustomColumnsTest, FollowPathsThroughObjectsAndLists) {
  EXPECT_EQ(
      Evaluated("A:.a,B:b.c,ALL:.l[*].n,ONE:{.l[1].n},OBJECT:.b", R"({"a":"x","b":{"c":7},"l":[{"n":1},{"n":2}]})"),
      "  A  B  ALL  ONE  OBJECT\n  x  7  1,2  2    {\"c\":7}\n");
}

TEST(CustomColumnsTest, SayThatThereIsNothing) {
  EXPECT_EQ(Evaluated("A:.x.y,B:.l[5],C:.l.x,D:.s[*]", R"({"l":[],"s":"t"})"),
            "  A       B       C       D\n  <none>  <none>  <none>  <none>\n");
}

TEST(CustomColumnsTest, ShowNoControlCharacters) {
  EXPECT_EQ(Evaluated("A\x1b:.a", R"({"a":"\u001b"})"), "  A\\x1b\n  \\x1b\n");
}

TEST(CustomColumnsTest, SayHowTheyAreWritten) {
  for (const char* spec :
       {"", "A", "A:", ":.a", "A:.a,", "A:.a..b", "A:{.a", "A:.a[x]", "A:.a[-1]", "A:.[0]", "A:.a[0"}) {
    const auto columns = ParseCustomColumns(spec);
    ASSERT_TRUE(absl::IsInvalidArgument(columns.status())) << spec;
    EXPECT_THAT(std::string(columns.status().message()), HasSubstr("write for example")) << spec;
  }
}

}  // namespace
}  // namespace rollcall::cli
