// SPDX-License-Identifier: Apache-2.0
// Makes foreign text safe for a terminal: it cannot move the cursor, change colors, or reorder or hide the text around
// it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rollcall {

// Replaces control characters (C0, DEL, C1), bidi controls and invisible format characters by escapes such as \n, \x1b
// and \u202e, and bytes that are not UTF-8 by escapes such as \xff.
std::string Sanitize(std::string_view text);

// Does the same for JSON text without changing its value. Inside a string, \uXXXX means the same as the character;
// between tokens, only a carriage return can need a replacement, and a space means the same. `json` must be valid JSON.
std::string SanitizeJson(std::string_view json);

// Returns the number of terminal columns of sanitized text. A wide character has 2, a combining character 0.
size_t DisplayWidth(std::string_view text);

// Cuts sanitized text to at most `width` columns. If something was cut and `width` is not 0, the text ends with "…".
std::string TruncateToWidth(std::string_view text, size_t width);

}  // namespace rollcall
