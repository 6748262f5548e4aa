// SPDX-License-Identifier: Apache-2.0
// Counters of the feed since the process began, for metrics, and its sign of life. Any thread may read them at any
// time.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/heartbeat.h"
#include "base/latency_histogram.h"

namespace rollcall::feed {

// Why a complete read of the topic began.
enum class ReplayReason : size_t {
  kTopicFound,       // the first one, or the topic is usable again, or is that of another cluster
  kOtherTopic,       // the topic was created again or truncated, or records of it were deleted
  kProbesFailed,     // no probe was answered for so long that anything may have happened
  kTombstonesLost,   // after a time without evidence, records were skipped, perhaps tombstones among them
  kReadTooSlow,      // the read took longer than tombstones are certain to be kept
  kSeveralBrokers,   // the read came from several brokers, each of which removes tombstones at its own time
  kLogStartChanged,  // what was to be read next was deleted meanwhile
};
inline constexpr size_t kReplayReasons = 7;

struct FeedCounters {
  std::atomic<uint64_t> records{0};           // records read, replays included
  std::atomic<uint64_t> bytes{0};             // size of the keys and values of those records
  std::atomic<uint64_t> null_key_records{0};  // those of the records that have no key, and so belong to no node
  std::atomic<uint64_t> gaps{0};              // times that offsets were missing (compaction, transactions, deletion)
  std::array<std::atomic<uint64_t>, kReplayReasons> replays{};  // complete reads begun, by ReplayReason
  std::atomic<uint64_t> unreadable{0};  // times that reading stopped at a batch that cannot be read
  std::atomic<uint64_t> probes_answered{0};
  std::atomic<uint64_t> probes_failed{0};
  LatencyHistogram probe_time;  // from the begin of a probe until it was answered
  std::atomic<uint64_t> descriptions_answered{0};
  std::atomic<uint64_t> descriptions_failed{0};
  Heartbeat reader;  // the thread that reads the topic
};

}  // namespace rollcall::feed
