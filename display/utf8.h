// SPDX-License-Identifier: Apache-2.0
// Decodes UTF-8 one code point at a time (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF).
#pragma once

#include <cstddef>
#include <string_view>

namespace rollcall {

struct CodePoint {
  char32_t value = 0;
  size_t length = 1;            // bytes
  bool is_well_formed = false;  // if false, `length` is 1 and `value` is that byte
};

// Returns the first code point of `text`, which must not be empty.
CodePoint FirstCodePoint(std::string_view text);

}  // namespace rollcall
