// SPDX-License-Identifier: Apache-2.0
// Formats text in columns.
#pragma once

#include <string>
#include <vector>

namespace rollcall::cli {

using Cells = std::vector<std::string>;

// Returns one line for `titles` and one for each row, without line ends. There are two spaces before the first column
// and between columns; cells are left-aligned by display width; a line ends with its last cell that is not empty. Cells
// must be sanitized (text.h). Each row must have as many cells as `titles`.
std::vector<std::string> FormatColumns(const Cells& titles, const std::vector<Cells>& rows);

// Joins the lines into one text; each gets a line end.
std::string JoinLines(const std::vector<std::string>& lines);

}  // namespace rollcall::cli
