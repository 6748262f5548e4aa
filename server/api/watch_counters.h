// What the watches counted since the process began, for metrics. Each may be read from any thread at any time.
#pragma once

#include <atomic>
#include <cstdint>

namespace rollcall::api {

struct WatchCounters {
  std::atomic<int64_t> watchers{0};   // watches served now
  std::atomic<uint64_t> refused{0};   // for want of room
  std::atomic<uint64_t> messages{0};  // written
  std::atomic<uint64_t> bytes{0};     // of those messages
};

}  // namespace rollcall::api
