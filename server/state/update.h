// SPDX-License-Identifier: Apache-2.0
// The changes that a batch of records made. The key table, which reads records, makes it. The index, which serves
// readers, applies it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "server/state/node.h"

namespace rollcall::state {

struct NodeChange {
  int32_t id = 0;
  int64_t mod_revision = kNoRevision;  // the highest offset among the records that changed the node
  uint64_t change_fingerprint = 0;     // the fingerprint of that record
  int64_t records = 0;                 // the number of records that changed the node
  encoding::EncodedNodePtr node;       // the node after these records; null if it is deleted
};

// Identifies a record that was read, so that it can be recognized later (see resume tokens).
struct RecordId {
  int64_t offset = kNoRevision;
  uint64_t fingerprint = 0;
  bool operator==(const RecordId&) const = default;
};

// The first id at or above `offset`. Offsets ascend in `record_ids`.
template <typename RecordIds>
auto FirstAtOrAbove(const RecordIds& record_ids, int64_t offset) {
  return std::lower_bound(record_ids.begin(), record_ids.end(), offset,
                          [](const RecordId& record_id, int64_t wanted) { return record_id.offset < wanted; });
}

// Whether `record_ids` has this record. Offsets ascend in `record_ids`.
template <typename RecordIds>
bool Contains(const RecordIds& record_ids, const RecordId& record_id) {
  const auto found = FirstAtOrAbove(record_ids, record_id.offset);
  return found != record_ids.end() && *found == record_id;
}

// Whether `record_ids` has another record at this record's offset. Offsets ascend in `record_ids`.
template <typename RecordIds>
bool ContainsOther(const RecordIds& record_ids, const RecordId& record_id) {
  const auto found = FirstAtOrAbove(record_ids, record_id.offset);
  return found != record_ids.end() && found->offset == record_id.offset && *found != record_id;
}

// The offset of the first of `record_ids` for which the predicate is true; nullopt if there is none.
template <typename Predicate>
std::optional<int64_t> FirstOffsetWhere(absl::Span<const RecordId> record_ids, const Predicate& predicate) {
  const auto found = std::find_if(record_ids.begin(), record_ids.end(), predicate);
  return found == record_ids.end() ? std::nullopt : std::make_optional(found->offset);
}

// The live records whose keys are no node id.
struct InvalidKeySummary {
  int32_t count = 0;
  std::vector<v1::Problem> newest;  // newest first, at most kMaxListedProblems
};
using InvalidKeySummaryPtr = std::shared_ptr<const InvalidKeySummary>;
inline constexpr size_t kMaxListedProblems = 32;

struct Update {
  // The highest offset passed so far at which no record was read: it was compacted, or never was a record.
  int64_t highest_missing = kNoRevision;
  std::vector<NodeChange> nodes;      // ordered by (mod_revision, id), each node once
  std::vector<RecordId> records;      // the tracked records, ordered by offset
  InvalidKeySummaryPtr invalid_keys;  // the present summary; null leaves it as it is
};

}  // namespace rollcall::state
