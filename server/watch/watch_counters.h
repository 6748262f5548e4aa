// SPDX-License-Identifier: Apache-2.0
// What was counted for the watches since the process began, for metrics. Each field may be read from any thread at any
// time.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/latency_histogram.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::watch {

inline constexpr size_t kSnapshotReasons = v1::SnapshotStarted::Reason_ARRAYSIZE;

struct WatchCounters {
  std::atomic<int64_t> watchers{0};     // open watches
  std::atomic<uint64_t> refused{0};     // watches, because of the limit
  std::atomic<uint64_t> messages{0};    // written
  std::atomic<uint64_t> bytes{0};       // of those messages
  std::atomic<int64_t> waiting{0};      // watches with a message that is not sent yet; few if the clients keep up
  std::atomic<uint64_t> stalls{0};      // messages that the client's flow control held back for a second or more
  std::atomic<uint64_t> stalled_ms{0};  // total time of those
  std::atomic<uint64_t> conflated{0};   // changes that were never sent, because later ones replaced them first
  std::array<std::atomic<uint64_t>, kSnapshotReasons> snapshots{};  // that were begun, by v1::SnapshotStarted::Reason
  // From the moment when the server has a change until the next message of a watch that it concerns is sent.
  LatencyHistogram send_time;
};

}  // namespace rollcall::watch
