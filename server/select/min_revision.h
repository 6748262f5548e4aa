// SPDX-License-Identifier: Apache-2.0
// The lowest revision that a request accepts in its response. Thread-safe.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace rollcall::select {

// How long a request waits for its revision. The contract says 10 s (rollcall.proto).
inline constexpr absl::Duration kRevisionWait = absl::Seconds(10);

// Checks the field `min_revision`, which every method's request has. INVALID_FIELD if it is below -1.
absl::Status CheckMinRevision(int64_t min_revision);

}  // namespace rollcall::select
