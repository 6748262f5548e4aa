// SPDX-License-Identifier: Apache-2.0
// `rollcall-agent redpanda`: publishes what Redpanda's data transforms do on each node.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "agent/commands/command.h"
#include "agent/commands/publishing_session.h"
#include "agent/redpanda/difference_publisher.h"
#include "agent/redpanda/report_source.h"
#include "agent/redpanda/transform_statuses.h"
#include "base/log.h"
#include "rollcall/instant.h"

namespace rollcall::agent {

// Asks the admin API, and publishes what changed. Does not own what it is given. Not thread-safe.
class TransformPublisher {
 public:
  TransformPublisher(const TransformOptions& options, ReportSource& source, PublishingSession& session,
                     std::function<Instant()> clock = Instant::Now);

  // A poll. OK if there was a report and everything in it can be published; otherwise the first error, with code
  // INVALID_ARGUMENT for a status that cannot be published.
  absl::Status Poll();
  // Whether there is a node to publish for.
  bool has_nodes() const { return !statuses_.Statuses().empty(); }

 private:
  void ReportFailure(const absl::Status& error, Instant now);

  const std::function<Instant()> clock_;
  ReportSource& source_;
  PublishingSession& session_;
  TransformStatuses statuses_;
  DifferencePublisher publisher_;
  bool had_report_ = false;
  RepeatedFault faults_;  // of polls, while the source is not lost yet
};

}  // namespace rollcall::agent
