// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/publication_metrics.h"

#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/metric_families.h"

namespace rollcall::agent {
namespace {

prometheus::Family<prometheus::Counter>& AddCounter(prometheus::Registry& registry, const char* name,
                                                    const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

prometheus::Family<prometheus::Gauge>& AddGauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}

double SecondsOrZero(const std::optional<Instant>& instant, Instant now) {
  return instant.has_value() ? UnixSeconds(*instant, now) : 0;
}

}  // namespace

const char* NameOf(NodePublication::Cause cause) {
  switch (cause) {
    case NodePublication::Cause::kChange:
      return "change";
    case NodePublication::Cause::kLease:
      return "lease";
    case NodePublication::Cause::kCorrection:
      return "correction";
    case NodePublication::Cause::kRetry:
      return "retry";
  }
  return "";
}

PublicationMetrics::PublicationMetrics(prometheus::Registry& registry)
    : published_(AddCounter(registry, "rollcall_agent_published_total", "Records that were acknowledged.")),
      failures_(AddCounter(registry, "rollcall_agent_publish_failures_total",
                           "Attempts to publish, or to use the topic, that failed.")
                    .Add({})),
      overwritten_(AddCounter(registry, "rollcall_agent_overwritten_total",
                              "How often somebody else wrote or removed the record of a node of this publisher.")
                       .Add({})),
      source_up_(
          AddGauge(registry, "rollcall_agent_source_up", "1 if the source of the statuses works, else 0.").Add({})),
      last_ack_(AddGauge(registry, "rollcall_agent_last_ack_timestamp_seconds",
                         "When a record of the node was acknowledged last, in Unix time; 0 before the first one.")),
      lease_end_(AddGauge(registry, "rollcall_agent_lease_end_timestamp_seconds",
                          "When readers would show the node's status as stale, in Unix time; 0 if it has no lease.")),
      yielded_(AddGauge(registry, "rollcall_agent_yielded",
                        "1 if a newer publisher publishes for the node, so that this one does not, else 0.")) {
  for (const NodePublication::Cause cause : kCauses) published_.Add({{"cause", NameOf(cause)}});
}

void PublicationMetrics::CountPublished(NodePublication::Cause cause) {
  published_.Add({{"cause", NameOf(cause)}}).Increment();
}

PublicationMetrics::NodeGauges& PublicationMetrics::GaugesOf(int32_t node_id) {
  const auto known = nodes_.find(node_id);
  if (known != nodes_.end()) return known->second;
  const prometheus::Labels node = {{"node_id", std::to_string(node_id)}};
  return nodes_.emplace(node_id, NodeGauges{last_ack_.Add(node), lease_end_.Add(node), yielded_.Add(node)})
      .first->second;
}

void PublicationMetrics::Remove(const NodeGauges& gauges) {
  last_ack_.Remove(&gauges.last_ack);
  lease_end_.Remove(&gauges.lease_end);
  yielded_.Remove(&gauges.yielded);
}

void PublicationMetrics::SetStatuses(const std::vector<PublicationStatus>& statuses, Instant now) {
  MutexLock lock(mutex_);
  std::set<int32_t> present;
  for (const PublicationStatus& status : statuses) {
    present.insert(status.node_id);
    const NodeGauges& gauges = GaugesOf(status.node_id);
    gauges.last_ack.Set(SecondsOrZero(status.last_ack, now));
    gauges.lease_end.Set(SecondsOrZero(status.lease_end, now));
    gauges.yielded.Set(status.has_yielded ? 1 : 0);
  }
  std::erase_if(nodes_, [&](const auto& entry) {
    if (present.contains(entry.first)) return false;
    Remove(entry.second);
    return true;
  });
}

}  // namespace rollcall::agent
