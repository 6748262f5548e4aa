// SPDX-License-Identifier: Apache-2.0
// What `rollcall drift` finds out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/drift/compare.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

struct NotCompared {
  int32_t node_id;
  std::string why;  // a sanitized sentence without a period
};

struct DriftReport {
  v1::Header header;      // of the listing that was compared
  std::string reference;  // for people, such as "the majority"; sanitized
  size_t compared = 0;    // number of nodes
  std::vector<Difference> differences = {};
  std::vector<NotCompared> not_compared = {};  // by node id
  std::vector<std::string> warnings = {};      // sanitized sentences about the reference
};

// Compares the nodes of a listing that are up and not stale. The errors are FAILED_PRECONDITION: no node can be
// compared, or the reference cannot be used.
absl::StatusOr<DriftReport> DriftFromMajority(const v1::ListNodesResponse& listing);
// With what runs on one of the nodes.
absl::StatusOr<DriftReport> DriftFromNode(const v1::ListNodesResponse& listing, int32_t node_id);
// With an older listing, node by node. A node of the older listing that is not there any more misses all it had.
// `name` is that of the older listing, for people.
absl::StatusOr<DriftReport> DriftFromListing(const v1::ListNodesResponse& listing, const v1::ListNodesResponse& older,
                                             const std::string& name);

}  // namespace rollcall::cli
