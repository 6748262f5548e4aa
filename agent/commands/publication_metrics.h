// SPDX-License-Identifier: Apache-2.0
// The metrics of a command that publishes. docs/metrics.md lists them.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "absl/status/status.h"
#include "agent/publisher/publisher_loop.h"
#include "base/mutex.h"
#include "rollcall/instant.h"

namespace rollcall::agent {

// "change", "lease", "correction" or "retry".
const char* NameOf(NodePublication::Cause cause);

// Thread-safe. Must not outlive the registry.
class PublicationMetrics {
 public:
  explicit PublicationMetrics(prometheus::Registry& registry);

  void CountPublished(NodePublication::Cause cause);
  void CountFailure() { failures_.Increment(); }
  void CountOverwritten() { overwritten_.Increment(); }
  void SetSource(const absl::Status& source) { source_up_.Set(source.ok() ? 1 : 0); }
  // Of all nodes: the series of a node that is not among them end.
  void SetStatuses(const std::vector<PublicationStatus>& statuses, Instant now) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct NodeGauges {
    prometheus::Gauge& last_ack;
    prometheus::Gauge& lease_end;
    prometheus::Gauge& yielded;
  };

  NodeGauges& GaugesOf(int32_t node_id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Remove(const NodeGauges& gauges);

  static constexpr std::array kCauses = {NodePublication::Cause::kChange, NodePublication::Cause::kLease,
                                         NodePublication::Cause::kCorrection, NodePublication::Cause::kRetry};

  prometheus::Family<prometheus::Counter>& published_;
  prometheus::Counter& failures_;
  prometheus::Counter& overwritten_;
  prometheus::Gauge& source_up_;
  prometheus::Family<prometheus::Gauge>& last_ack_;
  prometheus::Family<prometheus::Gauge>& lease_end_;
  prometheus::Family<prometheus::Gauge>& yielded_;
  Mutex mutex_;
  std::map<int32_t, NodeGauges> nodes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::agent
