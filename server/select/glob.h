// SPDX-License-Identifier: Apache-2.0
// The globs of the API's filters. `*` matches any sequence of characters, `?` matches one code point, and `\` makes the
// next character match itself. Immutable, thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace rollcall::select {

class Glob {
 public:
  // `pattern` is UTF-8. INVALID_ARGUMENT if it ends with a single `\`.
  static absl::StatusOr<Glob> Compile(std::string_view pattern);

  // Whether the whole of `text`, which is UTF-8, matches. Takes time at most pattern length times text length.
  bool Matches(std::string_view text) const;

 private:
  enum class Kind { kLiteral, kAnyOne, kAnySequence };
  struct Step {
    Kind kind;
    std::string literal;  // one code point
  };

  // The length in bytes of the part at the front of `text` that `step` matches; 0 if it does not match there. `step` is
  // not kAnySequence.
  static size_t MatchedSize(const Step& step, std::string_view text);

  std::vector<Step> steps_;
};

}  // namespace rollcall::select
