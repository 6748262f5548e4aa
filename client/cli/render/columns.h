// SPDX-License-Identifier: Apache-2.0
// Text in columns.
#pragma once

#include <string>
#include <vector>

namespace rollcall::cli {

using Cells = std::vector<std::string>;

// One line for `titles` and one for each row, without line ends: two spaces before the first column and between
// columns, left aligned by display width, nothing after the last cell. Cells must be sanitised; rows must have as many
// cells as `titles`.
std::vector<std::string> FormatColumns(const Cells& titles, const std::vector<Cells>& rows);

// The lines as one text, each with its line end.
std::string JoinLines(const std::vector<std::string>& lines);

}  // namespace rollcall::cli
