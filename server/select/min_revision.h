// The lowest revision that a request accepts as its answer. Thread-safe.
#pragma once

#include <cstdint>

#include "absl/status/status.h"

namespace rollcall::select {

// Checks `min_revision` of a request of any method: INVALID_FIELD below -1.
absl::Status CheckMinRevision(int64_t min_revision);

}  // namespace rollcall::select
