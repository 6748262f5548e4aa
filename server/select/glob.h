// SPDX-License-Identifier: Apache-2.0
// Globs of the API's filters: `*` any run, `?` one code point, `\` takes the next character as it is. Thread-safe after
// Compile.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace rollcall::select {

class Glob {
 public:
  // INVALID_ARGUMENT for a `\` at the end.
  static absl::StatusOr<Glob> Compile(std::string_view pattern);

  // The whole of `text`, which is UTF-8. Time at most pattern length times text length.
  bool Matches(std::string_view text) const;

 private:
  enum class Kind { kLiteral, kAnyOne, kAnyRun };
  struct Step {
    Kind kind;
    std::string literal;  // one code point
  };

  // The length of the part at the front of `text` that `step` takes; 0: it does not match there.
  static size_t Take(const Step& step, std::string_view text);

  std::vector<Step> steps_;
};

}  // namespace rollcall::select
