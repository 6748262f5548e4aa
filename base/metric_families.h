// SPDX-License-Identifier: Apache-2.0
// Collects values into Prometheus's families of metrics, for one scrape. Not thread-safe.
#pragma once

#include <prometheus/client_metric.h>
#include <prometheus/metric_family.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/latency_histogram.h"
#include "rollcall/instant.h"

namespace rollcall {

using MetricLabels = std::vector<prometheus::ClientMetric::Label>;

// The time as Prometheus wants it: seconds since 1970, in UTC.
double UnixSeconds(absl::Time time);
double UnixSeconds(Instant instant, Instant now);  // by the wall clock as it is set at `now`

// One family: a name, and a value for each set of labels.
class MetricSeries {
 public:
  explicit MetricSeries(prometheus::MetricFamily& family) : family_(family) {}

  // In the way of the family's type. No two calls have the same labels.
  void Set(MetricLabels labels, double value);
  void Set(MetricLabels labels, const LatencyHistogram::Totals& totals);

 private:
  prometheus::ClientMetric& Add(MetricLabels labels);

  prometheus::MetricFamily& family_;
};

class MetricFamilies {
 public:
  // Without labels.
  void AddGauge(const char* name, const char* help, double value) { Gauge(name, help).Set({}, value); }
  void AddCounter(const char* name, const char* help, uint64_t value) {
    Counter(name, help).Set({}, static_cast<double>(value));
  }
  void AddHistogram(const char* name, const char* help, const LatencyHistogram& histogram) {
    Histogram(name, help).Set({}, histogram.totals());
  }

  // With labels. The result is valid until the next family is added.
  MetricSeries Gauge(const char* name, const char* help) { return Add(name, help, prometheus::MetricType::Gauge); }
  MetricSeries Counter(const char* name, const char* help) { return Add(name, help, prometheus::MetricType::Counter); }
  MetricSeries Histogram(const char* name, const char* help) {
    return Add(name, help, prometheus::MetricType::Histogram);
  }

  std::vector<prometheus::MetricFamily> Release() { return std::move(families_); }

 private:
  MetricSeries Add(const char* name, const char* help, prometheus::MetricType type) {
    families_.push_back({name, help, type, {}});
    return MetricSeries(families_.back());
  }

  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace rollcall
