// SPDX-License-Identifier: Apache-2.0
// What the watches counted since the process began, for metrics. Each may be read from any thread at any time.
#pragma once

#include <atomic>
#include <cstdint>

namespace rollcall::watch {

struct WatchCounters {
  std::atomic<int64_t> watchers{0};   // watches served now
  std::atomic<uint64_t> refused{0};   // for want of room
  std::atomic<uint64_t> messages{0};  // written
  std::atomic<uint64_t> bytes{0};     // of those messages
  std::atomic<int64_t> writing{0};    // messages on their way to the transport; of a reader that keeps up, not for long
  std::atomic<uint64_t> stalls{0};    // messages that the reader's flow control held back for a second or more
  std::atomic<uint64_t> stalled_ms{0};  // how long, in all
};

}  // namespace rollcall::watch
