// SPDX-License-Identifier: Apache-2.0
// The columns of a matrix as a person sees it: one for each node, or one for nodes that look the same.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "display/matrix.h"

namespace rollcall::cli {

struct MatrixColumn {
  std::string title;          // for example "5", "4x" or "1-53"
  std::vector<size_t> nodes;  // indexes of Matrix::nodes, never empty; all look the same
};

std::vector<MatrixColumn> ColumnForEachNode(const Matrix& matrix);

// One column for all nodes that have the same marks and the same condition, in the order of their first nodes. A title
// that would be too long is a letter instead.
std::vector<MatrixColumn> ColumnForEachGroup(const Matrix& matrix);

// Lines such as "A: 1,3,5,7,9,11 (6 nodes)" for the columns whose titles are letters.
std::vector<std::string> LetterLines(const Matrix& matrix, const std::vector<MatrixColumn>& columns);

}  // namespace rollcall::cli
