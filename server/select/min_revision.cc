// SPDX-License-Identifier: Apache-2.0
#include "server/select/min_revision.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/state/node.h"

namespace rollcall::select {

absl::Duration RevisionWait(absl::Duration time_left, absl::Duration at_most) {
  constexpr absl::Duration kMaxMargin = absl::Milliseconds(500);
  const absl::Duration left = std::max(time_left, absl::ZeroDuration());
  return std::min(left - std::min(left / 10, kMaxMargin), at_most);
}

void CheckMinRevision(int64_t min_revision, response::FieldErrors& errors) {
  if (min_revision >= state::kNoRevision) return;
  errors.Add({.field = "min_revision",
              .description = absl::StrCat("is ", min_revision, "; the lowest revision is -1"),
              .value = absl::StrCat(min_revision),
              .limit = "at least -1"});
}

}  // namespace rollcall::select
