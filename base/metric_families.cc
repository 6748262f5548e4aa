// SPDX-License-Identifier: Apache-2.0
#include "base/metric_families.h"

#include <cstddef>
#include <limits>

#include "base/check.h"

namespace rollcall {

double UnixSeconds(absl::Time time) { return absl::ToDoubleSeconds(time - absl::UnixEpoch()); }

double UnixSeconds(Instant instant, Instant now) { return UnixSeconds(instant.WallAt(now)); }

prometheus::ClientMetric& MetricSeries::Add(MetricLabels labels) {
  prometheus::ClientMetric& metric = family_.metric.emplace_back();
  metric.label = std::move(labels);
  return metric;
}

void MetricSeries::Set(MetricLabels labels, double value) {
  prometheus::ClientMetric& metric = Add(std::move(labels));
  if (family_.type == prometheus::MetricType::Counter) {
    metric.counter.value = value;
  } else {
    CHECK(family_.type == prometheus::MetricType::Gauge);
    metric.gauge.value = value;
  }
}

void MetricSeries::Set(MetricLabels labels, const LatencyHistogram::Totals& totals) {
  CHECK(family_.type == prometheus::MetricType::Histogram);
  prometheus::ClientMetric::Histogram& histogram = Add(std::move(labels)).histogram;
  for (size_t i = 0; i < LatencyHistogram::kBuckets; ++i) {
    histogram.sample_count += totals.counts[i];
    const bool has_bound = i < LatencyHistogram::kBoundsSeconds.size();
    histogram.bucket.push_back({histogram.sample_count, has_bound ? LatencyHistogram::kBoundsSeconds[i]
                                                                  : std::numeric_limits<double>::infinity()});
  }
  histogram.sample_sum = totals.sum_seconds;
}

}  // namespace rollcall
