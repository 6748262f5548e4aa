// SPDX-License-Identifier: Apache-2.0
// Counts how long something took, in buckets, for metrics. It knows nothing of Prometheus and reads no clock.
//
// Thread-safe without a lock: to observe costs a few relaxed operations. A reader may see a part of an observation that
// is being made.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace rollcall {

class LatencyHistogram {
 public:
  // The upper bounds of the buckets, in seconds; one more bucket has no bound.
  static constexpr std::array kBoundsSeconds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                0.05,   0.1,     0.25,   0.5,   1.0,    2.5,   5.0,  10.0};
  static constexpr size_t kBuckets = kBoundsSeconds.size() + 1;

  // What was observed until now. `counts` are those of each bucket alone.
  struct Totals {
    std::array<uint64_t, kBuckets> counts{};
    double sum_seconds = 0;

    Totals& operator+=(const Totals& other) {
      for (size_t i = 0; i < kBuckets; ++i) counts[i] += other.counts[i];
      sum_seconds += other.sum_seconds;
      return *this;
    }
  };

  // A time below zero counts as zero.
  void Observe(absl::Duration took) {
    const int64_t nanoseconds = std::max(absl::ToInt64Nanoseconds(took), int64_t{0});
    const double seconds = static_cast<double>(nanoseconds) * 1e-9;
    const auto* const bound = std::lower_bound(kBoundsSeconds.begin(), kBoundsSeconds.end(), seconds);
    const auto bucket = static_cast<size_t>(bound - kBoundsSeconds.begin());
    counts_[bucket].fetch_add(1, std::memory_order_relaxed);
    sum_nanoseconds_.fetch_add(static_cast<uint64_t>(nanoseconds), std::memory_order_relaxed);
  }

  Totals totals() const {
    Totals totals;
    for (size_t i = 0; i < kBuckets; ++i) totals.counts[i] = counts_[i].load(std::memory_order_relaxed);
    totals.sum_seconds = static_cast<double>(sum_nanoseconds_.load(std::memory_order_relaxed)) * 1e-9;
    return totals;
  }

 private:
  std::array<std::atomic<uint64_t>, kBuckets> counts_{};
  std::atomic<uint64_t> sum_nanoseconds_ = 0;
};

}  // namespace rollcall
