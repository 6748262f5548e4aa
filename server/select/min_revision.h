// SPDX-License-Identifier: Apache-2.0
// The lowest revision that a request accepts in its response. Thread-safe.
#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "server/response/field_errors.h"

namespace rollcall::select {

// How long a request waits for its revision at most. The contract says 10 s (rollcall.proto).
inline constexpr absl::Duration kRevisionWait = absl::Seconds(10);

// Checks the field `min_revision`, which every method's request has: adds to `errors` if it is below -1.
void CheckMinRevision(int64_t min_revision, response::FieldErrors& errors);

}  // namespace rollcall::select
