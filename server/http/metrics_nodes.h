// SPDX-License-Identifier: Apache-2.0
// Metrics of what is shown: each node, each coprocessor, and how many of them there are. They are made from a snapshot,
// without a lock, and a node or a coprocessor that is gone is not in the next snapshot, so that its series end.
//
// Each node and each coprocessor is a set of time series, which costs Prometheus memory, so their number is limited.
// The limit keeps those with the lowest ids and the first names: another choice would change with every status. The
// sums count all. Thread-safe.
#pragma once

#include <cstddef>

#include "base/metric_families.h"
#include "rollcall/instant.h"
#include "server/state/source_status.h"
#include "server/state/store.h"

namespace rollcall::http {

struct SeriesLimits {
  size_t max_nodes = 1'000;
  size_t max_coprocessors = 1'000;
  size_t max_name_bytes = 256;  // of a coprocessor; one with a longer name has no series
};

// `snapshot`: null before the first complete read. `source` was read before it: newer evidence could call a node stale
// that has published since.
void AddState(const state::SnapshotPtr& snapshot, const state::SourceStatus& source, const SeriesLimits& limits,
              Instant now, MetricFamilies& families);

}  // namespace rollcall::http
