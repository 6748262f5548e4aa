// SPDX-License-Identifier: Apache-2.0
#include "client/cli/drift/definition.h"

#include <gtest/gtest.h>

#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

Definition Of(const testing::RowSpec& row) { return DefinitionOf(testing::UpNode(1, 1, {row}).coprocessors(0)); }

TEST(DefinitionTest, TopicsAreASet) {
  EXPECT_EQ(Of({"a", {"x", "y"}, "d"}), Of({"a", {"y", "x", "x"}, "d"}));
  EXPECT_NE(Of({"a", {"x", "y"}, "d"}), Of({"a", {"x"}, "d"}));
  EXPECT_NE(Of({"a", {"x"}, "d"}), Of({"a", {"x"}, "e"}));
}

TEST(DefinitionTest, TheStateCounts) {
  v1::Coprocessor row = testing::UpNode(1, 1, {{"a", {}, ""}}).coprocessors(0);
  const Definition before = DefinitionOf(row);
  row.set_state_text("errored");
  EXPECT_NE(DefinitionOf(row), before);
  EXPECT_EQ(FieldText(Field::kState, DefinitionOf(row)), "\"errored\"");
}

TEST(DefinitionTest, OnlyKeepsOneField) {
  const Definition all = {.input_topics = {"x"}, .description = "d", .state = "s"};
  EXPECT_EQ(Only(Field::kInputTopics, all), (Definition{.input_topics = {"x"}, .description = "", .state = ""}));
  EXPECT_EQ(Only(Field::kDescription, all), (Definition{.input_topics = {}, .description = "d", .state = ""}));
  EXPECT_EQ(Only(Field::kState, all), (Definition{.input_topics = {}, .description = "", .state = "s"}));
}

TEST(DefinitionTest, ValuesAreSafeForATerminal) {
  const Definition hostile = {.input_topics = {"b\x1b", "a"}, .description = "x\ny", .state = ""};
  EXPECT_EQ(FieldText(Field::kInputTopics, hostile), "[a,b\\x1b]");
  EXPECT_EQ(FieldText(Field::kDescription, hostile), "\"x\\ny\"");
  EXPECT_EQ(FieldText(Field::kState, hostile), "none");
}

}  // namespace
}  // namespace rollcall::cli
