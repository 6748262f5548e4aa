// SPDX-License-Identifier: Apache-2.0
// Makes bytes well-formed: what JSON parsers and other readers refuse is replaced, nothing else is touched.
// Thread-safe.
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

// U+FFFD in the place of each maximal ill-formed subpart.
std::string ToWellFormedUtf8(std::string_view text);

// A JSON text that a strict parser judges by its grammar alone: inside strings, ill-formed UTF-8 and lone surrogate
// escapes become U+FFFD. Outside of strings nothing is mended, and a NUL becomes another byte that is no JSON
// (nlohmann_json takes a NUL for the end). Returns `json` itself where there is nothing to do, else a view of `buffer`.
std::string_view ReplaceInvalidUtf8(std::string_view json, std::string& buffer);

// The same JSON text with every number whose size is beyond double's range replaced by one that is merely huge (1e300,
// or the first 300 digits of an integer), so that a parser that wants doubles takes it.
std::string ClampNumbers(std::string_view json);

// Text of unknown origin inside a message: well-formed, control characters and quotes escaped as in C, and at most
// about max_bytes long ("…" at the end says that it goes on).
std::string ForMessage(std::string_view text, size_t max_bytes);

}  // namespace rollcall::topic
