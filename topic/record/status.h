// SPDX-License-Identifier: Apache-2.0
// A node's status: what a usable value says. The struct behind the JSON of the topic.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace rollcall::topic {

// The largest size of a value, and of a node as the API encodes it in its BASIC view.
inline constexpr size_t kMaxValueBytes = 1 << 20;

// A node is stale when so many leases are over since its record (docs/topic.md, "The time of a record, and leases").
inline constexpr int kLeasesUntilStale = 3;

struct Coprocessor {
  std::string name;
  std::vector<std::string> input_topics;  // in the publisher's order
  std::string description;
  std::string state;  // the publisher's word; empty if it gives none
  bool operator==(const Coprocessor&) const = default;
};

struct Status {
  int32_t node_id = 0;
  std::string status;                     // "up", "down" or any other text, as written
  std::vector<Coprocessor> coprocessors;  // ordered by name (bytes), names unique
  std::optional<absl::Duration> lease;    // lease_s
  std::string instance;
  std::string reason;  // why the node has this status, in the publisher's words
  bool operator==(const Status&) const = default;
};

}  // namespace rollcall::topic
