// SPDX-License-Identifier: Apache-2.0
// Metrics of the watches. Thread-safe.
#pragma once

#include "base/metric_families.h"
#include "server/watch/watch_counters.h"

namespace rollcall::http {

void AddWatches(const watch::WatchCounters& watches, MetricFamilies& families);

}  // namespace rollcall::http
