// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rollcall::cli {
namespace {

using Kind = Expression::Kind;
using ::testing::ElementsAre;
using ::testing::Optional;

std::string ErrorOf(const std::string& text) { return std::string(ParseExpression(text).status().message()); }

TEST(ExpressionTest, ParsesEachKind) {
  EXPECT_EQ(ParseExpression("running=a")->kind, Kind::kRunning);
  EXPECT_EQ(ParseExpression("gone=a")->kind, Kind::kGone);
  EXPECT_EQ(ParseExpression("same=a")->kind, Kind::kSame);
  EXPECT_THAT(ParseExpression("up=1,3-4")->ids, Optional(ElementsAre(1, 3, 4)));
  EXPECT_EQ(ParseExpression("up=all")->ids, std::nullopt);
  EXPECT_EQ(ParseExpression("down=5")->kind, Kind::kDown);
  EXPECT_THAT(ParseExpression("down=5")->ids, Optional(ElementsAre(5)));
  EXPECT_EQ(ParseExpression("removed=5")->kind, Kind::kRemoved);
  EXPECT_EQ(ParseExpression("nodes=0")->count, 0);
  EXPECT_EQ(ParseExpression("nodes=3")->kind, Kind::kNodes);
  EXPECT_EQ(ParseExpression("nodes=3")->text, "nodes=3");
}

TEST(ExpressionTest, ANameMayHaveAnyCharacter) {
  EXPECT_EQ(ParseExpression("gone= a=b, c\n")->name, " a=b, c\n");
  EXPECT_EQ(ParseExpression("same=all")->name, "all");
}

TEST(ExpressionTest, RunningTakesThePlacement) {
  EXPECT_EQ(ParseExpression("running=a")->count, 1);
  EXPECT_EQ(ParseExpression("running=a", {.at_least = 2})->count, 2);
  const auto on = ParseExpression("running=a", *ParsePlacement("1-3"));
  EXPECT_THAT(on->ids, Optional(ElementsAre(1, 2, 3)));
  EXPECT_EQ(on->count, 0);
  const auto all = ParseExpression("running=a", *ParsePlacement("all"));
  EXPECT_EQ(all->ids, std::nullopt);
  EXPECT_EQ(all->count, 0);
}

TEST(ExpressionTest, SaysWhatIsWrongAndWhatIsAllowed) {
  const std::string allowed =
      " is not an expression; write running=NAME, gone=NAME, same=NAME, up=1,2, up=all, down=5, removed=5 or nodes=3";
  for (const char* text : {"", "running", "=a", "Running=a", "run=a", "all"}) {
    EXPECT_EQ(ErrorOf(text), "'" + std::string(text) + "'" + allowed);
  }
  EXPECT_EQ(ErrorOf("gone="), "'gone=' lacks the name of a coprocessor; write gone=NAME");
  EXPECT_EQ(ErrorOf("up=1,x"),
            "'x' is neither a node id nor a range of them in 'up=1,x'; write whole numbers such as 1,2 or 1-3, or all");
  EXPECT_EQ(ErrorOf("down=all"),
            "'all' is neither a node id nor a range of them in 'down=all'; write whole numbers such as 1,2 or 1-3");
  EXPECT_EQ(ErrorOf("removed="),
            "'' is neither a node id nor a range of them in 'removed='; write whole numbers such as 1,2 or 1-3");
  for (const char* value : {"", "-1", "x", "2147483648", "1.0"}) {
    const std::string text = std::string("nodes=") + value;
    EXPECT_EQ(ErrorOf(text), "'" + std::string(value) + "' in '" + text +
                                 "' is not a number of nodes; write a whole number such as nodes=3");
  }
}

TEST(ExpressionTest, RefusesAWrongPlacement) {
  EXPECT_EQ(ParsePlacement("1;2").status().message(),
            "'1;2' is neither a node id nor a range of them; write whole numbers such as 1,2 or 1-3, or all");
}

}  // namespace
}  // namespace rollcall::cli
