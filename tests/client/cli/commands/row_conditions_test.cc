// SPDX-License-Identifier: Apache-2.0
// The conditions of a filter on nodes and on rows.
#include "client/cli/commands/row_conditions.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>

namespace rollcall::cli {
namespace {

using ::testing::ElementsAre;

v1::Filter FullFilter() {
  v1::Filter filter;
  filter.add_node_ids(1);
  filter.add_names("a*");
  filter.add_input_topics("t");
  filter.add_states(v1::NodeStatus::STATE_UP);
  filter.add_states(v1::NodeStatus::STATE_DOWN);
  return filter;
}

// If this test fails, Filter has a new field. Decide whether it is a condition on rows (then clear it in
// WithoutRowConditions) or on nodes, and add it to FullFilter and to one of the sets.
TEST(RowConditionsTest, EachFieldOfAFilterIsAConditionOnNodesOrOnRows) {
  const std::set<std::string> on_nodes = {"node_ids", "states"};
  const std::set<std::string> on_rows = {"names", "input_topics"};
  const v1::Filter full = FullFilter();
  const v1::Filter without = WithoutRowConditions(full);
  const auto* descriptor = v1::Filter::descriptor();
  EXPECT_EQ(static_cast<size_t>(descriptor->field_count()), on_nodes.size() + on_rows.size());
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    ASSERT_GT(full.GetReflection()->FieldSize(full, field), 0) << field->name();
    EXPECT_EQ(without.GetReflection()->FieldSize(without, field) == 0, on_rows.contains(field->name()))
        << field->name();
    EXPECT_NE(on_nodes.contains(field->name()), on_rows.contains(field->name())) << field->name();
  }
}

TEST(RowConditionsTest, AreFoundInEachField) {
  v1::Filter filter;
  EXPECT_FALSE(HasRowConditions(filter));
  filter.add_node_ids(1);
  EXPECT_FALSE(HasRowConditions(filter));
  filter.add_names("");
  EXPECT_TRUE(HasRowConditions(filter));
  filter.clear_names();
  filter.add_input_topics("t");
  EXPECT_TRUE(HasRowConditions(filter));
}

TEST(FilterForHiddenNodesTest, HasTheIdsAndAllStatesThatAreNotUp) {
  const std::optional<v1::Filter> hidden = FilterForHiddenNodes(FullFilter());
  ASSERT_TRUE(hidden.has_value());
  EXPECT_THAT(hidden->node_ids(), ElementsAre(1));
  EXPECT_THAT(hidden->states(),
              ElementsAre(v1::NodeStatus::STATE_DOWN, v1::NodeStatus::STATE_OTHER, v1::NodeStatus::STATE_INVALID));
  EXPECT_FALSE(HasRowConditions(*hidden));
}

TEST(FilterForHiddenNodesTest, IsThereForEachConditionThatANodeCanStopToMeet) {
  v1::Filter filter;
  filter.add_node_ids(1);
  EXPECT_FALSE(FilterForHiddenNodes(filter).has_value());
  filter.add_states(v1::NodeStatus::STATE_UP);
  EXPECT_TRUE(FilterForHiddenNodes(filter).has_value());
  filter.clear_states();
  filter.add_names("a");
  EXPECT_TRUE(FilterForHiddenNodes(filter).has_value());
}

TEST(FilterForNodesNotUpTest, KeepsTheConditionsOnNodes) {
  const std::optional<v1::Filter> not_up = FilterForNodesNotUp(FullFilter());
  ASSERT_TRUE(not_up.has_value());
  EXPECT_THAT(not_up->node_ids(), ElementsAre(1));
  EXPECT_THAT(not_up->states(), ElementsAre(v1::NodeStatus::STATE_DOWN));
  EXPECT_FALSE(HasRowConditions(*not_up));
}

TEST(FilterForNodesNotUpTest, WithoutStatesItAdmitsAllThatAreNotUp) {
  const std::optional<v1::Filter> not_up = FilterForNodesNotUp({});
  ASSERT_TRUE(not_up.has_value());
  EXPECT_THAT(not_up->states(),
              ElementsAre(v1::NodeStatus::STATE_DOWN, v1::NodeStatus::STATE_OTHER, v1::NodeStatus::STATE_INVALID));
}

TEST(FilterForNodesNotUpTest, ThereIsNoneIfOnlyNodesThatAreUpAreAdmitted) {
  v1::Filter filter;
  filter.add_states(v1::NodeStatus::STATE_UP);
  EXPECT_FALSE(FilterForNodesNotUp(filter).has_value());
}

}  // namespace
}  // namespace rollcall::cli
