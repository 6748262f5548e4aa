// SPDX-License-Identifier: Apache-2.0
// What a run of records changed: the message from the key table (which reads records) to the index (which serves
// readers).
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "server/state/node.h"

namespace rollcall::state {

struct NodeChange {
  int32_t id = 0;
  int64_t mod_revision = kNoRevision;  // highest offset among the records that touched the node
  uint64_t change_fingerprint = 0;     // of that record
  int64_t records = 0;                 // how many touched it
  encoding::EncodedNodePtr node;       // what it shows after them; null: gone
};

// A record that was read, recognisable later (see resume tokens).
struct RecordId {
  int64_t offset = kNoRevision;
  uint64_t fingerprint = 0;
  bool operator==(const RecordId&) const = default;
};

// Among ids in the order of their offsets.
template <typename RecordIds>
bool IsRemembered(const RecordIds& record_ids, const RecordId& record_id) {
  const auto known = std::lower_bound(record_ids.begin(), record_ids.end(), record_id.offset,
                                      [](const RecordId& m, int64_t wanted) { return m.offset < wanted; });
  return known != record_ids.end() && *known == record_id;
}

// Records that belong to no node.
struct InvalidKeySummary {
  int32_t count = 0;
  std::vector<v1::Problem> newest;  // newest first, at most kMaxListedProblems
};
using InvalidKeySummaryPtr = std::shared_ptr<const InvalidKeySummary>;
inline constexpr size_t kMaxListedProblems = 32;

struct Update {
  int64_t highest_missing =
      kNoRevision;  // the highest offset below those read that was skipped (compacted, or no record)
  std::vector<NodeChange> nodes;
  std::vector<RecordId> records;
  InvalidKeySummaryPtr invalid_keys;
};

}  // namespace rollcall::state
