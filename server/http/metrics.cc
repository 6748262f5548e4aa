// SPDX-License-Identifier: Apache-2.0
#include "server/http/metrics.h"

#include "base/process_metrics.h"
#include "server/http/metrics_source.h"
#include "server/http/metrics_watches.h"

namespace rollcall::http {
namespace {

void AddUsage(const Usage& usage, MetricFamilies& families) {
  families.AddGauge("rollcall_page_snapshots", "Snapshots kept for the next pages of listings.",
                    static_cast<double>(usage.page_snapshots));
  families.AddGauge("rollcall_page_snapshot_bytes",
                    "What those snapshots took beside the present state, when it was counted last.",
                    static_cast<double>(usage.page_snapshot_bytes));
  families.AddGauge("rollcall_list_work_queued", "Lists that wait for a thread.",
                    static_cast<double>(usage.list_work_queued));
  families.AddGauge("rollcall_revision_waiters", "Lists that wait for their min_revision.",
                    static_cast<double>(usage.revision_waiters));
  families.AddGauge("rollcall_histories_waiting", "Calls of ListChanges that wait for their turn.",
                    static_cast<double>(usage.histories_waiting));
  families.AddGauge("rollcall_page_viewers", "Browsers that follow the status page live.",
                    static_cast<double>(usage.page_viewers));
  families.AddGauge("rollcall_filter_memory_bytes", "What the filters of watches remember of names and topics.",
                    static_cast<double>(usage.filter_memory_bytes));
}

}  // namespace

std::vector<prometheus::MetricFamily> Metrics::CollectAt(Instant now) const {
  MetricFamilies families;
  const state::SourceStatus source = store_.Source().At(now);  // before the nodes, as AddState wants it
  AddSource(source, now, families);
  AddState(store_.Latest(), source, limits_, now, families);
  AddFeed(feed_, families);
  AddWatches(watches_, families);
  const Usage usage = usage_();
  AddConnections(rpc_, families);
  AddRefused(rpc_, usage.refused, families);
  AddCalls(usage.methods, families);
  AddUsage(usage, families);
  AddLife(usage.is_draining, reload_, families);
  AddAccessFiles(usage.access_files, families);
  AddProcessMetrics(families);
  return families.Release();
}

}  // namespace rollcall::http
