// SPDX-License-Identifier: Apache-2.0
#include "server/select/glob_set.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/absl_view.h"

namespace rollcall::select {

void GlobSet::Add(Glob glob) {
  if (std::optional<std::string> text = glob.OnlyText()) {
    texts_.insert(*std::move(text));
  } else {
    globs_.push_back(std::move(glob));
  }
}

bool GlobSet::Matches(std::string_view text) const {
  return texts_.contains(AbslView(text)) ||
         std::any_of(globs_.begin(), globs_.end(), [&](const Glob& glob) { return glob.Matches(text); });
}

}  // namespace rollcall::select
