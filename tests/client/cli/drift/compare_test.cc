// SPDX-License-Identifier: Apache-2.0
#include "client/cli/drift/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/drift/majority.h"
#include "tests/client/cli/drift/drift_nodes.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Definition kX = {.input_topics = {"x"}, .description = "d", .state = ""};
const Definition kY = {.input_topics = {"y"}, .description = "d", .state = ""};

std::vector<std::string> Against(const ExpectedRows& expected, const RunningNodes& nodes) {
  return ShortTexts(Compare(nodes, [&expected](int32_t) -> const ExpectedRows& { return expected; }));
}

TEST(CompareTest, FindsWhatIsMissingExtraAndDifferent) {
  const ExpectedRows expected = Exactly({{"a", kX}, {"b", kX}});
  EXPECT_THAT(Against(expected, {{1, {{"a", kX}, {"b", kX}}}}), IsEmpty());
  EXPECT_THAT(Against(expected, {{1, {{"a", kX}, {"b", kX}}}, {2, {{"a", kY}, {"c", kX}}}, {3, {{"a", kX}}}}),
              ElementsAre("a differs input topics [x]>[y] on 2", "b missing on 2,3", "c extra on 2"));
}

TEST(CompareTest, JoinsTheNodesWithTheSameDifference) {
  const ExpectedRows expected = Exactly({{"a", kX}});
  const Definition other = {.input_topics = {"y"}, .description = "e", .state = "errored"};
  EXPECT_THAT(Against(expected, {{1, {{"a", kY}}}, {2, {{"a", kY}}}, {3, {{"a", kY}}}, {7, {{"a", other}}}}),
              ElementsAre("a differs input topics [x]>[y] on 1-3,7", "a differs description \"d\">\"e\" on 7",
                          "a differs state none>\"errored\" on 7"));
}

TEST(CompareTest, SaysWhereThereIsNoMajority) {
  const ExpectedRows expected = {
      {"a", {.presence = Expected::Presence::kSplit, .definition = kX}},
      {"b", {.definition = kX, .split_fields = {Field::kInputTopics}}},
      {"c", {.presence = Expected::Presence::kAbsent, .definition = kX}},
  };
  EXPECT_THAT(Against(expected, {{1, {{"a", kX}, {"b", kX}}}, {2, {{"b", kY}, {"c", kY}}}}),
              ElementsAre("a missing split on 2", "a extra split on 1", "b differs input topics ?>[x] split on 1",
                          "b differs input topics ?>[y] split on 2", "c extra on 2"));
}

TEST(CompareTest, EachNodeHasItsOwnExpectation) {
  const std::map<int32_t, ExpectedRows> expected = {{1, Exactly({{"a", kX}})}, {2, {}}};
  const RunningNodes nodes = {{1, {}}, {2, {{"a", kX}}}};
  EXPECT_THAT(ShortTexts(Compare(nodes, [&](int32_t id) -> const ExpectedRows& { return expected.at(id); })),
              ElementsAre("a missing on 1", "a extra on 2"));
}

TEST(CompareTest, RowsOfANode) {
  const RunningRows rows = RowsOf(testing::UpNode(1, 1, {{"a", {"x"}, "d"}, {"b", {"y"}, "d"}}));
  EXPECT_EQ(rows, (RunningRows{{"a", kX}, {"b", kY}}));
}

}  // namespace
}  // namespace rollcall::cli
