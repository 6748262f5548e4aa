// SPDX-License-Identifier: Apache-2.0
// Counters of the feed since the process began, for metrics, and its sign of life. Any thread may read them at any
// time.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/heartbeat.h"

namespace rollcall::feed {

struct FeedCounters {
  std::atomic<uint64_t> records{0};           // records read, replays included
  std::atomic<uint64_t> bytes{0};             // size of the keys and values of those records
  std::atomic<uint64_t> null_key_records{0};  // those of the records that have no key, and so belong to no node
  std::atomic<uint64_t> gaps{0};              // times that offsets were missing (compaction, transactions, deletion)
  std::atomic<uint64_t> replays{0};           // complete reads begun, the first one included
  std::atomic<uint64_t> unreadable{0};        // times that reading stopped at a batch that cannot be read
  std::atomic<uint64_t> probes_answered{0};
  std::atomic<uint64_t> probes_failed{0};
  std::atomic<uint64_t> descriptions_answered{0};
  std::atomic<uint64_t> descriptions_failed{0};
  Heartbeat reader;  // the thread that reads the topic
};

}  // namespace rollcall::feed
