// SPDX-License-Identifier: Apache-2.0
// Says whether too many nodes would be reaped within one lease. If most nodes fall silent together, it is likelier that
// the observer is wrong, or that the nodes cannot reach Kafka, than that they all died; to call them all down would
// help nobody.
//
// A node is going from the end of the second lease of its silence until one lease after it was reaped. So when the
// first of several nodes could be reaped, the others that fell silent within the same lease are going too, and none of
// them is reaped if they are too many. Without this the first half of a silent cluster would be reaped before the
// second half is noticed.
//
// Plain code. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>

#include "absl/time/time.h"
#include "agent/reaper/moment.h"
#include "agent/reaper/observed_nodes.h"

namespace rollcall::agent {

struct Share {
  size_t going = 0;
  size_t leased = 0;  // leased nodes that are not down, and those that were reaped within their lease
  bool is_exceeded = false;
};

class ShareGuard {
 public:
  // `max_share`: above 0, at most 1.
  explicit ShareGuard(double max_share) : max_share_(max_share) {}

  // Some reaper, this one or another, wrote that the node is down. It counts for one lease from now, or from the first
  // of several calls.
  void OnReaped(const ReapedNode& node, const Moment& now);
  // `going`: the nodes among `leased` that have been silent for two leases.
  Share Judge(const std::map<int32_t, ObservedNode>& leased, std::set<int32_t> going, const Moment& now);

 private:
  struct Reaped {
    absl::Duration lease;
    Moment time;
  };

  const double max_share_;
  std::map<int32_t, Reaped> reaped_;
};

}  // namespace rollcall::agent
