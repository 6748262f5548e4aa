// SPDX-License-Identifier: Apache-2.0
#include "server/select/caller_wait.h"

#include <algorithm>

namespace rollcall::select {

absl::Duration CallerWait(absl::Duration time_left, absl::Duration at_most) {
  constexpr absl::Duration kMaxMargin = absl::Milliseconds(500);
  const absl::Duration left = std::max(time_left, absl::ZeroDuration());
  return std::min(left - std::min(left / 10, kMaxMargin), at_most);
}

}  // namespace rollcall::select
