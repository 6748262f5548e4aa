// SPDX-License-Identifier: Apache-2.0
// Text from elsewhere, made fit for a terminal: nothing in it can move the cursor, recolour, reorder or hide what
// stands around it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rollcall::cli {

// Control characters (C0, DEL, C1), bidi controls and invisible format characters are written as escapes (\n, \x1b,
// \u202e), bytes that are not UTF-8 as \xff.
std::string Sanitize(std::string_view text);

// The same for JSON text, which stays the same JSON: such characters can stand in its strings only, where \uXXXX means
// the same; carriage returns between its tokens become spaces. `json` must be valid JSON.
std::string SanitizeJson(std::string_view json);

// Columns that `text` (sanitised) takes on a terminal: 2 for wide characters, 0 for combining ones.
size_t DisplayWidth(std::string_view text);

// `text` cut to at most `width` columns, with "…" as the last one where something was cut.
std::string TruncateToWidth(std::string_view text, size_t width);

}  // namespace rollcall::cli
