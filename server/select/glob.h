// SPDX-License-Identifier: Apache-2.0
// The globs of the API's filters. `*` matches any sequence of characters, `?` matches one code point, and `\` makes the
// next character match itself. Immutable, thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace rollcall::select {

class Glob {
 public:
  // `pattern` is UTF-8. INVALID_ARGUMENT if it ends with a single `\`.
  static absl::StatusOr<Glob> Compile(std::string_view pattern);

  // Whether the whole of `text`, which is UTF-8, matches. Takes time at most pattern length times text length, and
  // hardly more than the text's length unless it was made for that.
  bool Matches(std::string_view text) const;

  // The only text that the glob matches; nullopt if it has a `*` or a `?`.
  std::optional<std::string> OnlyText() const;

 private:
  // `?` as often as `skipped` says, and then a literal, which may be empty.
  struct Piece {
    size_t skipped = 0;
    std::string literal;
  };
  // What is between two `*`. Without a `?` it has one piece or none.
  using Segment = std::vector<Piece>;

  // Each removes from an end of `text` what the segment matches there. False if it does not match there; `text` is then
  // unspecified.
  static bool ConsumePrefix(absl::Span<const Piece> segment, std::string_view& text);
  static bool ConsumeSuffix(absl::Span<const Piece> segment, std::string_view& text);
  // Removes everything up to the end of the segment's first match. False if there is none.
  static bool ConsumeFirst(absl::Span<const Piece> segment, std::string_view& text);

  std::vector<Segment> segments_ = {Segment()};  // at least one; a `*` is between each two
};

}  // namespace rollcall::select
