// SPDX-License-Identifier: Apache-2.0
// The header of answers and checkpoints.
#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/state/source_status.h"

namespace rollcall::response {

// What a selection of nodes amounts to at a revision.
struct Totals {
  int64_t revision = -1;
  uint64_t digest = 0;
  int32_t node_count = 0;
  int32_t problem_count = 0;
};

// `source` must have been read before the state at `totals.revision` was: then its as_of holds for that revision.
v1::Header MakeHeader(const Totals& totals, const state::SourceStatus& source, absl::Time now);

}  // namespace rollcall::response
