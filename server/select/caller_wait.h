// SPDX-License-Identifier: Apache-2.0
// How long a call may wait for something. Thread-safe.
#pragma once

#include "absl/time/time.h"

namespace rollcall::select {

// The wait for a caller that itself waits for `time_left`, which may be infinite or negative: so that the error reaches
// the caller before its deadline, less than that by a tenth, but by 0.5 s at most. Never above `at_most`, never
// negative.
absl::Duration CallerWait(absl::Duration time_left, absl::Duration at_most);

}  // namespace rollcall::select
