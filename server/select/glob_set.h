// SPDX-License-Identifier: Apache-2.0
// The globs of one field of a filter. Immutable once it is filled; then thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "server/select/glob.h"

namespace rollcall::select {

class GlobSet {
 public:
  void Add(Glob glob);

  bool empty() const { return texts_.empty() && globs_.empty(); }
  // Whether one of the globs matches `text`. Those without a `*` or `?` cost one look-up together.
  bool Matches(std::string_view text) const;
  // How many globs are tried one after the other.
  size_t tried_globs() const { return globs_.size(); }

 private:
  absl::flat_hash_set<std::string> texts_;  // of globs that match one text only
  std::vector<Glob> globs_;                 // the others
};

}  // namespace rollcall::select
