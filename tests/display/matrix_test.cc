// SPDX-License-Identifier: Apache-2.0
#include "display/matrix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/display/matrix_fixture.h"

namespace rollcall {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;

std::vector<NodeCondition> Conditions(const Matrix& matrix) {
  std::vector<NodeCondition> conditions;
  for (const MatrixNode& node : matrix.nodes) conditions.push_back(node.condition);
  return conditions;
}

TEST(MatrixTest, HasAMarkForEachPair) {
  const Matrix matrix = WholeMatrix(MarkedCluster());
  ASSERT_EQ(matrix.rows.size(), 2u);
  EXPECT_EQ(matrix.rows[0].name, "a");
  EXPECT_EQ(matrix.rows[0].nodes, 6u);
  EXPECT_THAT(matrix.rows[0].marks,
              ElementsAre(MatrixMark::kSame, MatrixMark::kSame, MatrixMark::kSame, MatrixMark::kErrored,
                          MatrixMark::kDiffers, MatrixMark::kStale, MatrixMark::kUnknown, MatrixMark::kUnknown));
  EXPECT_THAT(matrix.rows[1].marks,
              ElementsAre(MatrixMark::kSame, MatrixMark::kAbsent, MatrixMark::kAbsent, MatrixMark::kAbsent,
                          MatrixMark::kAbsent, MatrixMark::kUnknown, MatrixMark::kUnknown, MatrixMark::kUnknown));
}

TEST(MatrixTest, SaysWhatNodesAre) {
  EXPECT_THAT(Conditions(WholeMatrix(MarkedCluster())),
              ElementsAre(NodeCondition::kUp, NodeCondition::kUp, NodeCondition::kUp, NodeCondition::kUp,
                          NodeCondition::kUp, NodeCondition::kStale, NodeCondition::kNotUp, NodeCondition::kNotUp));
}

TEST(MatrixTest, WithoutAMajorityAllDiffer) {
  const Matrix matrix = WholeMatrix(ListingOf({UpNode(1, 1, {{"a", {"t"}, ""}}), UpNode(2, 2, {{"a", {"u"}, ""}})}, 2));
  EXPECT_TRUE(matrix.rows[0].is_split);
  EXPECT_THAT(matrix.rows[0].marks, ElementsAre(MatrixMark::kDiffers, MatrixMark::kDiffers));
}

TEST(MatrixTest, DescriptionsMayBeIgnored) {
  EXPECT_EQ(WholeMatrix(MarkedCluster(), CompareFields::kTopics).rows[0].marks[4], MatrixMark::kSame);
}

TEST(MatrixTest, TheMajorityIsOfAllNodesNotOfThoseShown) {
  const MatrixSelection only_5 = {[](int32_t id) { return id == 5; },
                                  [](const std::string& name) { return name == "a"; }};
  const Matrix matrix = MakeMatrix(MarkedCluster(), only_5, CompareFields::kTopicsAndDescription);
  ASSERT_EQ(matrix.rows.size(), 1u);
  EXPECT_THAT(matrix.rows[0].marks, ElementsAre(MatrixMark::kDiffers));
  EXPECT_EQ(matrix.rows[0].nodes, 1u);
}

}  // namespace
}  // namespace rollcall
