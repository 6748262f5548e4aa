// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/matrix_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/display/matrix_fixture.h"

namespace rollcall::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Titles(const std::vector<MatrixColumn>& columns) {
  std::vector<std::string> titles;
  for (const MatrixColumn& column : columns) titles.push_back(column.title);
  return titles;
}

TEST(MatrixColumnsTest, EachNodeHasItsConditionInItsTitle) {
  EXPECT_THAT(Titles(ColumnForEachNode(WholeMatrix(MarkedCluster()))),
              ElementsAre("1", "2", "3", "4", "5", "6?", "7x", "8x"));
}

TEST(MatrixColumnsTest, NodesThatLookTheSameShareAColumn) {
  EXPECT_THAT(Titles(ColumnForEachGroup(WholeMatrix(MarkedCluster()))),
              ElementsAre("1", "2,3", "4", "5", "6?", "7x,8x"));
}

TEST(MatrixColumnsTest, ALongListOfNodesIsALetter) {
  const Matrix matrix = WholeMatrix(WideCluster("a", 8));
  const std::vector<MatrixColumn> columns = ColumnForEachGroup(matrix);
  EXPECT_THAT(Titles(columns), ElementsAre("A", "B"));
  EXPECT_THAT(LetterLines(matrix, columns), ElementsAre("A: 1-7,9-15,17-23,25-31,33-39,41-47,49-55,57-60 (53 nodes)",
                                                        "B: 8,16,24,32,40,48,56 (7 nodes)"));
}

TEST(MatrixColumnsTest, NodesNeedNoLetters) {
  const Matrix matrix = WholeMatrix(MarkedCluster());
  EXPECT_THAT(LetterLines(matrix, ColumnForEachNode(matrix)), IsEmpty());
}

}  // namespace
}  // namespace rollcall::cli
