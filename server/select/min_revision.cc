// SPDX-License-Identifier: Apache-2.0
#include "server/select/min_revision.h"

#include "absl/strings/str_cat.h"
#include "server/state/node.h"

namespace rollcall::select {

void CheckMinRevision(int64_t min_revision, response::FieldErrors& errors) {
  if (min_revision >= state::kNoRevision) return;
  errors.Add({.field = "min_revision",
              .description = absl::StrCat("is ", min_revision, "; the lowest revision is -1"),
              .value = absl::StrCat(min_revision),
              .limit = "at least -1"});
}

}  // namespace rollcall::select
