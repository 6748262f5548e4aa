// SPDX-License-Identifier: Apache-2.0
// A node and its position in the order of changes. Immutable and shared by the index, list snapshots and selections.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>

#include "server/encoding/encoded_node.h"

namespace rollcall::state {

inline constexpr int64_t kNoRevision = -1;

// A node after a change.
struct NodeVersion {
  int32_t id = 0;
  // Its place in the order of changes: the highest offset among the records of all its keys, tombstones too.
  int64_t mod_revision = kNoRevision;
  uint64_t change_fingerprint = 0;  // of the record at `mod_revision`
  // `mod_revision` of the version before, where it is certain that no version lay between (on any replica); else
  // kNoRevision.
  int64_t prev_revision = kNoRevision;
  encoding::EncodedNodePtr node;  // null: the node is gone
};
using NodeVersionPtr = std::shared_ptr<const NodeVersion>;

// A place in the order of changes. Two nodes share an offset where a record's key is ambiguous.
struct ChangePosition {
  int64_t revision = kNoRevision;
  int32_t id = 0;
  auto operator<=>(const ChangePosition&) const = default;
};

// A change that somebody else can recognise: what resume tokens carry.
struct Anchor {
  int32_t id = 0;
  int64_t offset = kNoRevision;
  uint64_t fingerprint = 0;
  bool operator==(const Anchor&) const = default;
};

}  // namespace rollcall::state
