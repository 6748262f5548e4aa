// SPDX-License-Identifier: Apache-2.0
#include "base/latency_histogram.h"

#include <gtest/gtest.h>

#include <numeric>
#include <thread>
#include <vector>

namespace rollcall {
namespace {

uint64_t CountOf(const LatencyHistogram::Totals& totals) {
  return std::accumulate(totals.counts.begin(), totals.counts.end(), uint64_t{0});
}

TEST(LatencyHistogramTest, ABoundBelongsToTheBucketBelowIt) {
  LatencyHistogram histogram;
  histogram.Observe(absl::Microseconds(100));
  histogram.Observe(absl::Microseconds(101));
  histogram.Observe(absl::Seconds(10));
  histogram.Observe(absl::Seconds(11));
  const auto totals = histogram.totals();
  EXPECT_EQ(totals.counts[0], 1u);
  EXPECT_EQ(totals.counts[1], 1u);
  EXPECT_EQ(totals.counts[LatencyHistogram::kBuckets - 2], 1u);
  EXPECT_EQ(totals.counts[LatencyHistogram::kBuckets - 1], 1u);
  EXPECT_NEAR(totals.sum_seconds, 21.000201, 1e-9);
}

TEST(LatencyHistogramTest, ATimeBelowZeroCountsAsZero) {
  LatencyHistogram histogram;
  histogram.Observe(-absl::Seconds(1));
  EXPECT_EQ(histogram.totals().counts[0], 1u);
  EXPECT_EQ(histogram.totals().sum_seconds, 0);
}

TEST(LatencyHistogramTest, ThreadsLoseNothing) {
  constexpr int kTimes = 10'000;
  LatencyHistogram histogram;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < kTimes; ++j) histogram.Observe(absl::Milliseconds(j % 20));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(CountOf(histogram.totals()), 4u * kTimes);
}

}  // namespace
}  // namespace rollcall
