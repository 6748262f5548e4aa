// SPDX-License-Identifier: Apache-2.0
// The nodes in the order of their last change. Lists, watches and resume tokens are answered from it.
//
// A deleted node stays in the index until IndexLimits::max_deleted other nodes have been deleted after it. Then the
// index forgets it, and the horizon rises to the revision of its deletion. Not thread-safe (Store guards it);
// deterministic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/state/node.h"
#include "server/state/record_ring.h"
#include "server/state/update.h"

namespace rollcall::state {

// How much of the past an index remembers.
struct IndexLimits {
  size_t max_deleted = 65'536;  // nodes
  size_t ring = 65'536;         // records
};

// From where on no deletion is missing. The first complete read of a topic may not show a deletion from before it:
// compaction may have dropped the tombstone, and with it every sign of the deletion but a gap in the offsets.
struct ExactFrom {
  Instant time = Instant::InfinitePast();  // no deletion is missing that was written at this time or later
  int64_t revision = kNoRevision;          // every record above it was read, so no deletion above it is missing
};

class Index {
 public:
  static constexpr size_t kMaxAnchors = 16;

  explicit Index(ExactFrom exact_from, IndexLimits limits = {})
      : ring_(limits.ring), exact_from_(exact_from), max_deleted_(limits.max_deleted) {}

  // `revision` is the highest offset read. It never decreases, and the changes are above the revision of the previous
  // call.
  void Apply(const Update& update, int64_t revision);

  // Whether what this index shows can have followed what `before` shows: it is as new, no record that both know has
  // changed, and each node has the record that `before` has of it, or one from above the revision of `before`. A reader
  // who holds what `before` showed then comes to this index by the changes alone, apart from deletions from before
  // `exact_since`. That is so even if records were cut off the log meanwhile and all of them were written anew.
  bool Continues(const Index& before) const;
  // Remembers the records that `before`, which this index continues, has read. Some may be compacted away by now.
  void RememberRecordsOf(const Index& before) { ring_.Merge(before.ring_); }

  int64_t revision() const { return revision_; }
  uint64_t digest() const { return digest_; }         // the sum of the fingerprints of the live nodes
  int32_t node_count() const { return node_count_; }  // live nodes
  // What the live nodes take in memory, about.
  int64_t live_bytes() const { return live_bytes_; }
  // What all live nodes took that were replaced or deleted since this index was made. Never decreases.
  int64_t outdated_bytes() const { return outdated_bytes_; }
  const InvalidKeySummary& invalid_keys() const { return *invalid_keys_; }
  InvalidKeySummaryPtr shared_invalid_keys() const { return invalid_keys_; }
  const ExactFrom& exact_from() const { return exact_from_; }
  // The highest revision among the forgotten deletions; kNoRevision if none was forgotten.
  int64_t horizon() const { return horizon_; }

  // The versions of the nodes that changed above `revision`, in the order of change, including deleted nodes.
  std::vector<NodeVersionPtr> Since(int64_t revision) const;
  // The node's present version; null if the node was never seen, or was deleted and forgotten.
  NodeVersionPtr Find(int32_t node_id) const;
  // The live nodes, ordered by id.
  std::vector<NodeVersionPtr> Shown() const;
  // The newest changes, at most kMaxAnchors, newest first.
  std::vector<Anchor> NewestAnchors() const;
  // Whether this change is part of the topic's history. False if the index does not know it any more.
  bool Contains(const Anchor& anchor) const;
  // Whether another record, or none, was read at this record's offset. False if the index does not know it any more.
  bool ConflictsWith(const RecordId& record_id) const {
    return record_id.offset <= revision_ && ring_.ConflictsWith(record_id);
  }
  // Whether another record was read at this record's offset. False if the index does not know it any more.
  bool ContainsOther(const RecordId& record_id) const { return ring_.ContainsOther(record_id); }
  // Of the live nodes whose last change is below `below`, the one that changed last; null if there is none. Compaction
  // keeps its record, so the record must still be on the topic.
  encoding::EncodedNodePtr NewestShown(int64_t below) const;
  // The last record read below `below`; nullopt if none is remembered.
  std::optional<RecordId> LastRecord(int64_t below) const { return ring_.LastBelow(below); }

 private:
  void Put(const NodeChange& change, int64_t highest_missing);
  void Remove(const NodeVersion& version);
  void ForgetOldDeletions();
  void CheckInvariants() const;

  absl::btree_map<int32_t, NodeVersionPtr> by_id_;
  absl::btree_map<ChangePosition, NodeVersionPtr> by_position_;
  absl::btree_set<ChangePosition> deleted_;
  RecordRing ring_;
  InvalidKeySummaryPtr invalid_keys_ = std::make_shared<InvalidKeySummary>();
  int64_t revision_ = kNoRevision;
  uint64_t digest_ = 0;
  int32_t node_count_ = 0;
  int64_t live_bytes_ = 0;
  int64_t outdated_bytes_ = 0;
  int64_t horizon_ = kNoRevision;
  ExactFrom exact_from_;
  size_t max_deleted_;
};

}  // namespace rollcall::state
