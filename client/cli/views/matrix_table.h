// SPDX-License-Identifier: Apache-2.0
// A matrix as a table of marks.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "client/cli/render/color.h"
#include "client/cli/views/charset.h"
#include "display/matrix.h"

namespace rollcall::cli {

enum class Grouping {
  kIfNeeded,  // nodes that look the same share a column if there is no room for a column each
  kAlways,
  kNever,
};

struct MatrixStyle {
  size_t width = 0;  // columns of the terminal; 0: no limit
  Charset charset = Charset::kUtf8;
  Color color = Color::kNone;
  Grouping grouping = Grouping::kIfNeeded;
};

// COPROCESSOR, ON (how many of the nodes have it), and a column for each node or group. If the columns do not fit the
// width even so, they are split into several tables. Letters in place of long lists of nodes are explained after them.
std::string MatrixTable(const Matrix& matrix, const MatrixStyle& style);

// What the marks mean; only those that the matrix has. Empty if it has none.
std::string MatrixLegend(const Matrix& matrix, Charset charset);

}  // namespace rollcall::cli
