// SPDX-License-Identifier: Apache-2.0
// What the server tells Prometheus: how it stands to its topic, what it read, whom it serves. Read afresh at every
// scrape; thread-safe.
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/feed/feed_counters.h"
#include "server/state/store.h"
#include "server/watch/watch_counters.h"

namespace rollcall::http {

class Metrics final : public prometheus::Collectable {
 public:
  // Borrows them.
  Metrics(const state::Store& store, const feed::FeedCounters& feed, const watch::WatchCounters& watches)
      : store_(store), feed_(feed), watches_(watches) {}

  std::vector<prometheus::MetricFamily> Collect() const override { return CollectAt(absl::Now()); }
  std::vector<prometheus::MetricFamily> CollectAt(absl::Time now) const;

 private:
  const state::Store& store_;
  const feed::FeedCounters& feed_;
  const watch::WatchCounters& watches_;
};

}  // namespace rollcall::http
