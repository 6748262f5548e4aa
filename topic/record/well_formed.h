// SPDX-License-Identifier: Apache-2.0
// Makes bytes well-formed: replaces what JSON parsers and other readers refuse, and changes nothing else. Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rollcall::topic {

inline constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";  // U+FFFD

// How a text begins: `size` bytes (at least 1) are one well-formed code point, or one maximal subpart of an ill-formed
// sequence (Unicode 15, section 3.9, "U+FFFD Substitution of Maximal Subparts"). `text` is not empty.
struct Utf8Head {
  size_t size;
  bool well_formed;
};
Utf8Head ReadUtf8Head(std::string_view text);

bool IsWellFormedUtf8(std::string_view text);

// The text with U+FFFD in the place of each maximal ill-formed subpart.
std::string ToWellFormedUtf8(std::string_view text);

// Returns a JSON text that a strict parser accepts or refuses by its grammar alone: inside strings, ill-formed UTF-8
// and lone surrogate escapes become U+FFFD. Outside of strings nothing is repaired, and a NUL becomes another byte that
// is not JSON (nlohmann_json takes a NUL for the end). The result is `json` itself if nothing is wrong with it,
// otherwise a view of `buffer`.
std::string_view ReplaceInvalidUtf8(std::string_view json, std::string& buffer);

// Returns the same JSON text, in which every number beyond double's range is replaced by a number that is merely huge
// (1e300, or the first 300 digits of an integer), so that a parser that reads doubles accepts it.
std::string ClampNumbers(std::string_view json);

// Returns text of unknown origin in a form that is safe inside a message: well-formed, with control characters and
// quotes escaped as in C. At most the first max_bytes of the text are kept; "…" at the end marks that it is cut.
std::string ForMessage(std::string_view text, size_t max_bytes);

}  // namespace rollcall::topic
