// SPDX-License-Identifier: Apache-2.0
// Decides whether a command that publishes is healthy: its source works, and the topic shows what it should, with
// leases that are renewed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "agent/publisher/publisher_loop.h"
#include "rollcall/instant.h"

namespace rollcall::agent {

// Plain code; time is an argument. Not thread-safe.
class PublicationHealth {
 public:
  // After the topic has shown everything once, a status or the renewal of a lease may be on its way to it for this
  // long.
  static constexpr absl::Duration kTolerance = absl::Seconds(5);

  // `source` as PublishingSession::ReportSource takes it. `last_failure` may be empty.
  absl::Status At(Instant now, const absl::Status& source, const std::vector<PublicationStatus>& statuses,
                  const std::string& last_failure);

 private:
  absl::Status TopicAt(Instant now, const std::vector<PublicationStatus>& statuses, const std::string& last_failure);
  absl::Status ShownAt(Instant now, const std::vector<PublicationStatus>& statuses);

  bool was_settled_ = false;
  std::optional<Instant> unsettled_since_;
};

}  // namespace rollcall::agent
