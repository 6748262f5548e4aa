// SPDX-License-Identifier: Apache-2.0
// The server's metrics for Prometheus. docs/metrics.md has all of them; a test compares it with what is served.
//
// Each scrape reads the current values, on the thread that serves it: it takes the store's lock only to copy a pointer,
// and counters are read as they are. Thread-safe.
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "base/metric_families.h"
#include "rollcall/instant.h"
#include "server/feed/feed_counters.h"
#include "server/http/metrics_calls.h"
#include "server/http/metrics_life.h"
#include "server/http/metrics_nodes.h"
#include "server/rpc/router.h"
#include "server/rpc/rpc_counters.h"
#include "server/state/store.h"
#include "server/watch/watch_counters.h"

namespace rollcall::http {

// What the server uses at present, and has counted.
struct Usage {
  size_t page_snapshots = 0;
  int64_t page_snapshot_bytes = 0;
  size_t list_work_queued = 0;
  size_t revision_waiters = 0;
  size_t filter_memory_bytes = 0;
  size_t histories_waiting = 0;
  size_t page_viewers = 0;
  bool is_draining = false;
  AccessFiles access_files = {};
  RefusedByApi refused = {};
  rpc::MethodTotals methods = {};
};

class Metrics final : public prometheus::Collectable {
 public:
  // The arguments must outlive this, and what `usage` uses too.
  Metrics(const state::Store& store, const feed::FeedCounters& feed, const watch::WatchCounters& watches,
          const rpc::RpcCounters& rpc, const ReloadStatus& reload, std::function<Usage()> usage,
          SeriesLimits limits = {})
      : store_(store),
        feed_(feed),
        watches_(watches),
        rpc_(rpc),
        reload_(reload),
        usage_(std::move(usage)),
        limits_(limits) {}

  std::vector<prometheus::MetricFamily> Collect() const override { return CollectAt(Instant::Now()); }
  std::vector<prometheus::MetricFamily> CollectAt(Instant now) const;

 private:
  const state::Store& store_;
  const feed::FeedCounters& feed_;
  const watch::WatchCounters& watches_;
  const rpc::RpcCounters& rpc_;
  const ReloadStatus& reload_;
  const std::function<Usage()> usage_;
  const SeriesLimits limits_;
};

}  // namespace rollcall::http
