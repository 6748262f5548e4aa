// SPDX-License-Identifier: Apache-2.0
// Passes on to a publisher what has changed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "agent/publisher/publisher_loop.h"
#include "topic/record/status.h"

namespace rollcall::agent {

// Does not own `loop`, which must outlive it. Not thread-safe.
class DifferencePublisher {
 public:
  explicit DifferencePublisher(PublisherLoop& loop) : loop_(loop) {}

  // What the topic should show for each node; nullopt: the node should be gone. INVALID_ARGUMENT, with the node, for a
  // status that cannot be published, such as one that is too large. The other nodes are published nevertheless.
  absl::Status Publish(const std::map<int32_t, std::optional<topic::Status>>& statuses);
  // The nodes get no proof of life until the next Publish.
  void StopRenewing();

 private:
  absl::Status Publish(int32_t node_id, const std::optional<topic::Status>& status);

  PublisherLoop& loop_;
  std::map<int32_t, std::optional<topic::Status>> published_;
  bool is_renewed_ = true;
};

}  // namespace rollcall::agent
