// SPDX-License-Identifier: Apache-2.0
#include "display/variants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_messages.h"

namespace rollcall {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Spread SpreadOfA(const v1::ListNodesResponse& listing, CompareFields compare = CompareFields::kTopicsAndDescription) {
  return SpreadOf(RowsNamed(listing, "a"), listing.header(), compare);
}

TEST(VariantsTest, PutsTheMostCommonDefinitionFirst) {
  const auto listing = ListingOf(
      {UpNode(1, 1, {{"a", {"t"}, "old"}}), UpNode(2, 2, {{"a", {"t"}, "new"}}), UpNode(3, 3, {{"a", {"t"}, "new"}})},
      3);
  const Spread spread = SpreadOfA(listing);
  ASSERT_EQ(spread.variants.size(), 2u);
  EXPECT_THAT(NodeIdsOf(spread.variants[0].rows), ElementsAre(2, 3));
  EXPECT_THAT(NodeIdsOf(spread.variants[1].rows), ElementsAre(1));
  EXPECT_FALSE(spread.is_split);
}

TEST(VariantsTest, ATieIsSplit) {
  const auto listing = ListingOf({UpNode(1, 1, {{"a", {"t"}, "old"}}), UpNode(2, 2, {{"a", {"t"}, "new"}})}, 2);
  EXPECT_TRUE(SpreadOfA(listing).is_split);
}

TEST(VariantsTest, AMajorityIsMoreThanHalf) {
  std::vector<v1::NodeStatus> nodes = {UpNode(1, 1, {{"a", {"t"}, "old"}}), UpNode(2, 2, {{"a", {"t"}, "older"}}),
                                       UpNode(3, 3, {{"a", {"t"}, "new"}}), UpNode(4, 4, {{"a", {"t"}, "new"}})};
  EXPECT_TRUE(SpreadOfA(ListingOf(nodes, 4)).is_split) << "two of four";
  nodes.push_back(UpNode(5, 5, {{"a", {"t"}, "new"}}));
  EXPECT_FALSE(SpreadOfA(ListingOf(nodes, 5)).is_split) << "three of five";
}

TEST(VariantsTest, TopicsAreComparedAsSets) {
  const auto listing =
      ListingOf({UpNode(1, 1, {{"a", {"x", "y"}, ""}}), UpNode(2, 2, {{"a", {"y", "x", "x"}, ""}})}, 2);
  EXPECT_EQ(SpreadOfA(listing).variants.size(), 1u);
}

TEST(VariantsTest, DescriptionsMayBeIgnored) {
  const auto listing =
      ListingOf({UpNode(1, 1, {{"a", {"t"}, "1 running"}}), UpNode(2, 2, {{"a", {"t"}, "2 running"}})}, 2);
  EXPECT_EQ(SpreadOfA(listing, CompareFields::kTopics).variants.size(), 1u);
  EXPECT_EQ(SpreadOfA(listing).variants.size(), 2u);
}

TEST(VariantsTest, StaleNodesHaveNoVote) {
  v1::NodeStatus stale = UpNode(1, 1, {{"a", {"t"}, "old"}});
  stale.mutable_lease()->set_seconds(1);
  const auto listing = ListingOf({stale, UpNode(2, 2, {{"a", {"t"}, "new"}})}, 2);
  const Spread spread = SpreadOfA(listing);
  EXPECT_THAT(NodeIdsOf(spread.variants[0].rows), ElementsAre(2));
  EXPECT_FALSE(spread.is_split);
}

TEST(VariantsTest, NamesTheFieldsThatDiffer) {
  const v1::NodeStatus node = UpNode(1, 1, {{"a", {"x"}, "d"}, {"b", {"y"}, "d"}, {"c", {"y"}, "e"}});
  EXPECT_THAT(DifferingFields(node.coprocessors(0), node.coprocessors(0)), IsEmpty());
  EXPECT_THAT(DifferingFields(node.coprocessors(0), node.coprocessors(1)), ElementsAre(DefinitionField::kInputTopics));
  EXPECT_THAT(DifferingFields(node.coprocessors(0), node.coprocessors(2)),
              ElementsAre(DefinitionField::kInputTopics, DefinitionField::kDescription));
  EXPECT_EQ(DefinitionFieldText(DefinitionField::kInputTopics), "input topics");
  EXPECT_EQ(DefinitionFieldJsonName(DefinitionField::kInputTopics), "inputTopics");
}

TEST(VariantsTest, ErroredIsThePublishersWordInAnyCase) {
  v1::Coprocessor coprocessor;
  EXPECT_FALSE(IsErrored(coprocessor));
  coprocessor.set_state_text("Errored");
  EXPECT_TRUE(IsErrored(coprocessor));
}

TEST(VariantsTest, NamesEachCoprocessorOnce) {
  EXPECT_THAT(CoprocessorNames(ListingOf(RfcNodes(), 13)), ElementsAre("name_a", "name_b"));
}

}  // namespace
}  // namespace rollcall
