// SPDX-License-Identifier: Apache-2.0
// What every program serves about itself: what it was built from, and what it uses of the machine, under the names that
// Prometheus's client libraries have for it.
//
// Source of the names: "Writing client libraries", Standard and runtime collectors. Linux only: read from /proc/self.
#pragma once

#include <prometheus/collectable.h>

#include <vector>

#include "base/metric_families.h"

namespace rollcall {

// rollcall_build_info and process_*. Thread-safe. What the system does not tell is left out.
void AddProcessMetrics(MetricFamilies& families);

// These metrics alone, for a program whose other metrics are in a registry. Thread-safe.
class ProcessMetrics final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace rollcall
