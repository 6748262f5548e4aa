// SPDX-License-Identifier: Apache-2.0
// The lowest revision that a request accepts in its response. Thread-safe.
#pragma once

#include <cstdint>

#include "absl/status/status.h"

namespace rollcall::select {

// Checks the field `min_revision`, which every method's request has. INVALID_FIELD if it is below -1.
absl::Status CheckMinRevision(int64_t min_revision);

}  // namespace rollcall::select
