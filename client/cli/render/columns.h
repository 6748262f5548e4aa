// SPDX-License-Identifier: Apache-2.0
// Formats text in columns.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace rollcall::cli {

using Cells = std::vector<std::string>;

// Returns one line for `titles` and one for each row, without line ends. There are two spaces before the first column
// and between columns; cells are left-aligned by display width; a line ends with its last cell that is not empty. Cells
// must be sanitized (text.h). Each row must have as many cells as `titles`.
std::vector<std::string> FormatColumns(const Cells& titles, const std::vector<Cells>& rows);

// The display width of each column's widest cell. Each line must have as many cells as the first one.
std::vector<size_t> NaturalWidths(const std::vector<Cells>& lines);

// How the columns share `width` columns of a terminal, the spaces between them included. If all fit, each has its
// natural width. Otherwise a column of weight 0 keeps its natural width, up to a cap, and the others share the rest by
// their weights; what one does not need goes to the others.
std::vector<size_t> ShareWidth(const std::vector<size_t>& natural, const std::vector<size_t>& weights, size_t width);

// Formats lines like FormatColumns does, in columns of these widths. A cell that is wider is cut and ends with "…".
std::vector<std::string> FormatLines(const std::vector<Cells>& lines, const std::vector<size_t>& widths);

// Joins the lines into one text; each gets a line end.
std::string JoinLines(const std::vector<std::string>& lines);

}  // namespace rollcall::cli
