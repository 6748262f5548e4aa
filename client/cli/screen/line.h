// SPDX-License-Identifier: Apache-2.0
// A line of the screen: sanitized text with attributes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "client/cli/render/color.h"

namespace rollcall::cli {

// Parameters of the control sequence SGR (ECMA-48, 8.3.117).
inline constexpr std::string_view kBold = "1";
inline constexpr std::string_view kDim = "2";
inline constexpr std::string_view kReverse = "7";
inline constexpr std::string_view kStruck = "9";
inline constexpr std::string_view kRed = "31";
inline constexpr std::string_view kGreen = "32";
inline constexpr std::string_view kYellow = "33";

struct Span {
  std::string text;  // sanitized (text.h)
  std::string sgr;   // parameters of SGR, such as "1;31"; empty: no attributes
};
using Line = std::vector<Span>;

// The parameters of both; either may be empty.
std::string JoinSgr(std::string_view a, std::string_view b);

// The number of terminal columns.
size_t LineWidth(const Line& line);

// Cuts the line to at most `width` columns. If something was cut and `width` is not 0, the line ends with "…".
Line TruncateLine(Line line, size_t width);

// The bytes for a terminal, without a line end. Without colors there are no attributes at all.
std::string LineText(const Line& line, Color color);

// Sanitized text, cut to `width` columns and filled up with spaces.
std::string FitCell(std::string_view text, size_t width);

}  // namespace rollcall::cli
