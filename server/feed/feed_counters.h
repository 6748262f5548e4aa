// SPDX-License-Identifier: Apache-2.0
// What the feed counted since the process began, for metrics. Each may be read from any thread at any time.
#pragma once

#include <atomic>
#include <cstdint>

namespace rollcall::feed {

struct FeedCounters {
  std::atomic<uint64_t> records{0};           // read, replays included
  std::atomic<uint64_t> bytes{0};             // of their keys and values
  std::atomic<uint64_t> null_key_records{0};  // of those; they say nothing about any node
  std::atomic<uint64_t> gaps{0};              // places where offsets were missing (compaction, transactions, deletion)
  std::atomic<uint64_t> replays{0};           // complete reads begun, the first one included
  std::atomic<uint64_t> unreadable{0};        // times that reading stopped at a batch that cannot be read
  std::atomic<uint64_t> probes_answered{0};
  std::atomic<uint64_t> probes_failed{0};
  std::atomic<uint64_t> descriptions_answered{0};
  std::atomic<uint64_t> descriptions_failed{0};
};

}  // namespace rollcall::feed
