// SPDX-License-Identifier: Apache-2.0
// A node and its position in the order of changes. The index, list snapshots and selections share these objects, which
// are immutable.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>

#include "server/encoding/encoded_node.h"

namespace rollcall::state {

inline constexpr int64_t kNoRevision = -1;

// A node as one change left it.
struct NodeVersion {
  int32_t id = 0;
  // The highest offset among the records of all keys of the node, including tombstones. It gives the node its position
  // in the order of changes.
  int64_t mod_revision = kNoRevision;
  uint64_t change_fingerprint = 0;  // the fingerprint of the record at `mod_revision`
  // `mod_revision` of the previous version, if it is certain that no replica saw a version in between. Otherwise
  // kNoRevision.
  int64_t prev_revision = kNoRevision;
  encoding::EncodedNodePtr node;  // null if the node is deleted
};
using NodeVersionPtr = std::shared_ptr<const NodeVersion>;

// A position in the order of changes. Two nodes share a revision if the key of the record is ambiguous.
struct ChangePosition {
  int64_t revision = kNoRevision;
  int32_t id = 0;
  auto operator<=>(const ChangePosition&) const = default;
};

// A change in a form that every replica can recognize. Resume tokens carry anchors.
struct Anchor {
  int32_t id = 0;
  int64_t offset = kNoRevision;
  uint64_t fingerprint = 0;
  bool operator==(const Anchor&) const = default;
};

}  // namespace rollcall::state
