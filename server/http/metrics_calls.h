// SPDX-License-Identifier: Apache-2.0
// Metrics of connections and calls: those of gRPC under the names of go-grpc-prometheus, for which dashboards exist,
// and Rollcall's own about limits. Thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/metric_families.h"
#include "server/rpc/router.h"
#include "server/rpc/rpc_counters.h"

namespace rollcall::http {

// Refused because of limits that the transport does not know.
struct RefusedByApi {
  uint64_t watches = 0;
  uint64_t lists_queued = 0;
  uint64_t lists_waiting = 0;
  uint64_t histories_waiting = 0;
  uint64_t page_viewers = 0;
};

void AddCalls(const rpc::MethodTotals& methods, MetricFamilies& families);
void AddConnections(const rpc::RpcCounters& rpc, MetricFamilies& families);
// One time series for each limit of docs/limits.md at which something is refused.
void AddRefused(const rpc::RpcCounters& rpc, const RefusedByApi& api, MetricFamilies& families);

}  // namespace rollcall::http
