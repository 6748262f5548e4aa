// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace rollcall::list {

// Lists beyond these are refused with LIST_LIMIT.
struct ListLimits {
  size_t max_queued = 10'000;   // that wait for a thread, because the state is large
  size_t max_waiting = 10'000;  // that wait for their min_revision
};

}  // namespace rollcall::list
