// SPDX-License-Identifier: Apache-2.0
// The server's metrics for Prometheus: the state of its source, the counters of the feed, the watches and
// the connections.
//
// Each scrape reads the current values. Thread-safe.
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <vector>

#include "absl/time/time.h"
#include "base/instant.h"
#include "server/feed/feed_counters.h"
#include "server/rpc/rpc_counters.h"
#include "server/state/store.h"
#include "server/watch/watch_counters.h"

namespace rollcall::http {

class Metrics final : public prometheus::Collectable {
 public:
  // The arguments must outlive this.
  Metrics(const state::Store& store, const feed::FeedCounters& feed, const watch::WatchCounters& watches,
          const rpc::RpcCounters& rpc)
      : store_(store), feed_(feed), watches_(watches), rpc_(rpc) {}

  std::vector<prometheus::MetricFamily> Collect() const override { return CollectAt(Instant::Now()); }
  std::vector<prometheus::MetricFamily> CollectAt(Instant now) const;

 private:
  const state::Store& store_;
  const feed::FeedCounters& feed_;
  const watch::WatchCounters& watches_;
  const rpc::RpcCounters& rpc_;
};

}  // namespace rollcall::http
