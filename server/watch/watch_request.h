// SPDX-License-Identifier: Apache-2.0
// A WatchStatus request, checked. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/select/filter.h"
#include "server/select/min_revision.h"
#include "server/select/view.h"

namespace rollcall::watch {

// What a watcher needs to know besides its selection.
struct WatchRequest {
  std::string resume_token;                      // as the client sent it; empty if it sent none
  absl::Duration heartbeat = absl::Seconds(15);  // from 1 s to 5 min
  std::optional<int64_t> min_revision = std::nullopt;
  absl::Duration revision_wait = select::kRevisionWait;  // the wait for it, or for the token's revision, at most
};

struct CompiledWatch {
  select::Filter filter;
  select::View view = select::View::kBasic;
  WatchRequest request;
};

// Errors: INVALID_FIELD or UNKNOWN_FILTER, with the name of the field.
absl::StatusOr<CompiledWatch> CompileWatch(const v1::WatchStatusRequest& request);

}  // namespace rollcall::watch
