// SPDX-License-Identifier: Apache-2.0
// What was counted for the watches since the process began, for metrics. Each field may be read from any thread at any
// time.
#pragma once

#include <atomic>
#include <cstdint>

namespace rollcall::watch {

struct WatchCounters {
  std::atomic<int64_t> watchers{0};     // open watches
  std::atomic<uint64_t> refused{0};     // watches, because of the limit
  std::atomic<uint64_t> messages{0};    // written
  std::atomic<uint64_t> bytes{0};       // of those messages
  std::atomic<int64_t> waiting{0};      // watches with a message that is not sent yet; few if the clients keep up
  std::atomic<uint64_t> stalls{0};      // messages that the client's flow control held back for a second or more
  std::atomic<uint64_t> stalled_ms{0};  // total time of those
};

}  // namespace rollcall::watch
