// SPDX-License-Identifier: Apache-2.0
// For which evidence a record with a lease is proof that its node lives. docs/topic.md, "The time of a record, and
// leases", has the rule.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/time/time.h"
#include "server/encoding/encoded_node.h"

namespace rollcall::encoding {

// The node is stale if the time of the newest evidence is outside of it. The default has no ends: a node without a
// lease is never stale.
struct FreshPeriod {
  absl::Time begin = absl::InfinitePast();
  absl::Time end = absl::InfiniteFuture();  // NodeStatus.stale_after_time

  bool Contains(absl::Time as_of) const { return begin <= as_of && as_of <= end; }
};

// `timestamp_ms`: the record's, or topic::kNoTimestamp. `lease`: above zero. Without either the period has no ends.
FreshPeriod FreshPeriodOf(int64_t timestamp_ms, std::optional<absl::Duration> lease);

struct NodeTimes {
  std::optional<absl::Time> published;  // the record's timestamp; nullopt if Kafka has none
  FreshPeriod fresh;
};

// Both are read from the encoded fields. The server keeps nothing more of a node for it, because few callers ask.
FreshPeriod FreshPeriodOf(const EncodedNode& node);
NodeTimes NodeTimesOf(const EncodedNode& node);

}  // namespace rollcall::encoding
