// SPDX-License-Identifier: Apache-2.0
// What was counted for the calls of one method on one event loop, for metrics. The loop counts; any thread may read.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "base/latency_histogram.h"

namespace rollcall::rpc {

inline constexpr size_t kStatusCodes = 17;  // of gRPC, OK included; absl::StatusCode has the same numbers

struct CallCounters {
  std::atomic<uint64_t> started{0};
  std::array<std::atomic<uint64_t>, kStatusCodes> handled{};  // by status code
  LatencyHistogram handling_time;                             // from the headers of the request to the call's end

  void CountHandled(absl::StatusCode code, absl::Duration took) {
    const auto index = static_cast<size_t>(code);
    handled[index < kStatusCodes ? index : static_cast<size_t>(absl::StatusCode::kUnknown)].fetch_add(
        1, std::memory_order_relaxed);
    handling_time.Observe(took);
  }
};

// The same, of all event loops.
struct CallTotals {
  uint64_t started = 0;
  std::array<uint64_t, kStatusCodes> handled{};
  LatencyHistogram::Totals handling_time;

  CallTotals& operator+=(const CallCounters& counters) {
    started += counters.started.load(std::memory_order_relaxed);
    for (size_t i = 0; i < kStatusCodes; ++i) handled[i] += counters.handled[i].load(std::memory_order_relaxed);
    handling_time += counters.handling_time.totals();
    return *this;
  }
};

}  // namespace rollcall::rpc
