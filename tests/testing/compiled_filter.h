// SPDX-License-Identifier: Apache-2.0
// A filter alone, as select::Filter compiles it inside a request.
#pragma once

#include "absl/status/statusor.h"
#include "server/response/field_errors.h"
#include "server/select/filter.h"

namespace rollcall::testing {

inline absl::StatusOr<select::Filter> CompileFilter(const v1::Filter& filter) {
  response::FieldErrors errors;
  select::Filter compiled = select::Filter::Compile(filter, errors);
  if (!errors.empty()) return errors.ToStatus();
  return compiled;
}

}  // namespace rollcall::testing
