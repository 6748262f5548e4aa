// SPDX-License-Identifier: Apache-2.0
#include "server/select/min_revision.h"

#include "absl/strings/str_cat.h"
#include "server/response/error.h"
#include "server/state/node.h"

namespace rollcall::select {

absl::Status CheckMinRevision(int64_t min_revision) {
  if (min_revision >= state::kNoRevision) return absl::OkStatus();
  return response::FieldError("min_revision", absl::StrCat("is ", min_revision, "; the lowest revision is -1"));
}

}  // namespace rollcall::select
