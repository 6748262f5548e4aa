// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/publication_metrics.h"

#include <optional>
#include <string>

#include "absl/time/time.h"

namespace rollcall::agent {
namespace {

prometheus::Family<prometheus::Counter>& AddCounter(prometheus::Registry& registry, const char* name,
                                                    const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

prometheus::Family<prometheus::Gauge>& AddGauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}

double UnixSeconds(const std::optional<Instant>& instant, Instant now) {
  return instant.has_value() ? absl::ToDoubleSeconds(instant->WallAt(now) - absl::UnixEpoch()) : 0;
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
      last_ack_(AddGauge(registry, "rollcall_agent_last_ack_time_seconds",
                         "When a record of the node was acknowledged last, in Unix time; 0 before the first one.")),
      lease_end_(AddGauge(registry, "rollcall_agent_lease_end_time_seconds",
                          "When readers would show the node's status as stale, in Unix time; 0 if it has no lease.")),
      yielded_(AddGauge(registry, "rollcall_agent_yielded",
                        "1 if a newer publisher publishes for the node, so that this one does not, else 0.")) {
  for (const NodePublication::Cause cause : kCauses) published_.Add({{"cause", NameOf(cause)}});
}

void PublicationMetrics::CountPublished(NodePublication::Cause cause) {
  published_.Add({{"cause", NameOf(cause)}}).Increment();
}

void PublicationMetrics::SetStatuses(const std::vector<PublicationStatus>& statuses, Instant now) {
  for (const PublicationStatus& status : statuses) {
    const prometheus::Labels node = {{"node_id", std::to_string(status.node_id)}};
    last_ack_.Add(node).Set(UnixSeconds(status.last_ack, now));
    lease_end_.Add(node).Set(UnixSeconds(status.lease_end, now));
    yielded_.Add(node).Set(status.has_yielded ? 1 : 0);
  }
}

}  // namespace rollcall::agent
