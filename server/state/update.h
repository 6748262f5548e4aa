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
  int64_t changed = kNoRevision;    // highest offset among the records that touched the node
  uint64_t change_fingerprint = 0;  // of that record
  int64_t records = 0;              // how many touched it
  BodyPtr body;                     // what it shows after them; null: gone
};

// A record that was read, recognisable later (see resume tokens).
struct RecordMark {
  int64_t offset = kNoRevision;
  uint64_t fingerprint = 0;
  bool operator==(const RecordMark&) const = default;
};

// Among marks in the order of their offsets.
template <typename Marks>
bool IsRemembered(const Marks& marks, const RecordMark& mark) {
  const auto known = std::lower_bound(marks.begin(), marks.end(), mark.offset,
                                      [](const RecordMark& m, int64_t wanted) { return m.offset < wanted; });
  return known != marks.end() && *known == mark;
}

// Records that belong to no node.
struct OrphanRecords {
  int32_t count = 0;
  std::vector<v1::Problem> newest;  // newest first, at most kMaxListedProblems
};
using OrphanRecordsPtr = std::shared_ptr<const OrphanRecords>;
inline constexpr size_t kMaxListedProblems = 32;

struct Update {
  int64_t highest_missing =
      kNoRevision;  // the highest offset below those read that was skipped (compacted, or no record)
  std::vector<NodeChange> nodes;
  std::vector<RecordMark> records;
  OrphanRecordsPtr orphans;
};

}  // namespace rollcall::state
