// SPDX-License-Identifier: Apache-2.0
// The nodes with a lease, and since when their newest record has been the newest, by this process's own clock. The
// record existed when it was seen first, so its node has published nothing from then until the time of any evidence
// that still shows it. No clock of a broker, producer or server is part of this.
//
// Plain code. Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "absl/time/time.h"
#include "agent/reaper/moment.h"
#include "rollcall/v1/rollcall.pb.h"
#include "topic/record/status.h"

namespace rollcall::agent {

// Which record a node shows.
struct RecordId {
  int64_t offset = -1;
  uint64_t fingerprint = 0;
  bool operator==(const RecordId&) const = default;
};

inline RecordId RecordIdOf(const v1::NodeStatus& node) {
  return {.offset = node.revision(), .fingerprint = node.fingerprint()};
}

// Whether a reaper may write for the node: it has a lease and is not down already. The lease of an invalid node is
// unknown.
bool IsLeased(const v1::NodeStatus& node);

// How long a node may be silent that publishes again within its lease: what stale_after_time allows, too.
inline absl::Duration AllowedSilence(absl::Duration lease) { return topic::kLeasesUntilStale * lease; }

struct ObservedNode {
  RecordId record;
  absl::Duration lease;
  Moment first_seen;      // when the record was seen first
  bool is_stale = false;  // by the newest view (rollcall/client/node.h)
};

// A node that was leased in the view before, and is down now because some reaper wrote that.
struct ReapedNode {
  int32_t node_id;
  absl::Duration lease;
};

class ObservedNodes {
 public:
  // All nodes of a view, and its header. Returns the nodes that were reaped since the view before.
  std::vector<ReapedNode> OnView(const std::map<int32_t, v1::NodeStatus>& nodes, const v1::Header& header,
                                 const Moment& now);

  // The leased nodes of the newest view.
  const std::map<int32_t, ObservedNode>& leased() const { return leased_; }

 private:
  std::map<int32_t, ObservedNode> leased_;
};

}  // namespace rollcall::agent
