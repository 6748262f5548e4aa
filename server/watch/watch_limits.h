// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace rollcall::watch {

struct WatchLimits {
  int max_watchers = 20'000;  // served at the same time
};

}  // namespace rollcall::watch
