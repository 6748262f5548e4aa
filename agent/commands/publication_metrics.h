// SPDX-License-Identifier: Apache-2.0
// The metrics of a command that publishes. docs/agent.md lists them.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <array>
#include <vector>

#include "absl/status/status.h"
#include "agent/publisher/publisher_loop.h"
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
  void SetStatuses(const std::vector<PublicationStatus>& statuses, Instant now);

 private:
  static constexpr std::array kCauses = {NodePublication::Cause::kChange, NodePublication::Cause::kLease,
                                         NodePublication::Cause::kCorrection, NodePublication::Cause::kRetry};

  prometheus::Family<prometheus::Counter>& published_;
  prometheus::Counter& failures_;
  prometheus::Counter& overwritten_;
  prometheus::Gauge& source_up_;
  prometheus::Family<prometheus::Gauge>& last_ack_;
  prometheus::Family<prometheus::Gauge>& lease_end_;
  prometheus::Family<prometheus::Gauge>& yielded_;
};

}  // namespace rollcall::agent
