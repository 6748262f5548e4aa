// SPDX-License-Identifier: Apache-2.0
// A WatchStatus request, checked.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/select/filter.h"
#include "server/select/view.h"
#include "server/watch/watcher.h"

namespace rollcall::watch {

struct CompiledWatch {
  select::Filter filter;
  select::View view = select::View::kBasic;
  WatchRequest request;
};

// INVALID_FIELD or UNKNOWN_FILTER names the field.
absl::StatusOr<CompiledWatch> CompileWatch(const v1::WatchStatusRequest& request);

}  // namespace rollcall::watch
