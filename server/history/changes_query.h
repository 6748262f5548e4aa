// SPDX-License-Identifier: Apache-2.0
// The request of ListChanges, checked and compiled. Immutable, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/select/filter.h"

namespace rollcall::history {

enum class Republished { kHide, kList };

struct ChangesQuery {
  select::Filter filter;
  std::optional<absl::Time> since;
  int64_t from_offset = 0;
  int64_t before_offset = std::numeric_limits<int64_t>::max();
  size_t page_size = 0;  // changes
  Republished republished = Republished::kHide;
};

// INVALID_FIELD and UNKNOWN_FILTER, with all fields that are wrong.
absl::StatusOr<ChangesQuery> CompileChangesQuery(const v1::ListChangesRequest& request);

}  // namespace rollcall::history
