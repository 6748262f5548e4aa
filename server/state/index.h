// SPDX-License-Identifier: Apache-2.0
// The nodes in the order of their last change: what lists, watches and resume tokens are answered from.
//
// Deleted nodes stand in it too, until IndexLimits::max_deleted newer ones have been deleted; then they are forgotten
// and the horizon rises to their place. Not thread-safe (Store guards it); deterministic.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "server/state/node.h"
#include "server/state/record_ring.h"
#include "server/state/update.h"

namespace rollcall::state {

// How much of the past an index remembers.
struct IndexLimits {
  size_t max_deleted = 65'536;
  size_t ring = 65'536;  // records
};

class Index {
 public:
  static constexpr size_t kMaxAnchors = 16;

  // Deletions that were done before `exact_since` may be missing here: the log may have forgotten them before it was
  // read.
  explicit Index(absl::Time exact_since, IndexLimits limits = {})
      : ring_(limits.ring), exact_since_(exact_since), max_deleted_(limits.max_deleted) {}

  // `revision` is the highest offset read; it never goes back.
  void Apply(const Update& update, int64_t revision);

  int64_t revision() const { return revision_; }
  uint64_t digest() const { return digest_; }  // sum of the fingerprints of the nodes that are not gone
  int32_t node_count() const { return node_count_; }
  const InvalidKeySummary& invalid_keys() const { return *invalid_keys_; }
  InvalidKeySummaryPtr shared_invalid_keys() const { return invalid_keys_; }
  absl::Time exact_since() const { return exact_since_; }
  // The highest place among forgotten deletions; kNoRevision: none was forgotten.
  int64_t horizon() const { return horizon_; }

  // Versions that changed above `revision`, in the order of change, gone ones too.
  std::vector<NodeVersionPtr> Since(int64_t revision) const;
  // Null: never seen, or gone and forgotten.
  NodeVersionPtr Find(int32_t node_id) const;
  // Nodes that are not gone, ordered by id.
  std::vector<NodeVersionPtr> Shown() const;
  // The newest changes, newest first.
  std::vector<Anchor> NewestAnchors() const;
  // Whether that change happened in this topic's history, as far as it is still known.
  bool Contains(const Anchor& anchor) const;
  // Whether another record than this one, or none, was read at its offset, as far as that is still known.
  bool ConflictsWith(const RecordId& record_id) const {
    return record_id.offset <= revision_ && ring_.ConflictsWith(record_id);
  }
  // Of the newest change below that offset whose node is not gone: its record must still be on the topic. Null: there
  // is none.
  encoding::EncodedNodePtr NewestShown(int64_t below) const;
  // The last record read below that offset; nullopt: none is remembered.
  std::optional<RecordId> LastRecord(int64_t below) const { return ring_.LastBelow(below); }

 private:
  void Put(const NodeChange& change, int64_t highest_missing);
  void Remove(const NodeVersion& version);
  void ForgetOldDeletions();

  absl::btree_map<int32_t, NodeVersionPtr> by_id_;
  absl::btree_map<ChangePosition, NodeVersionPtr> by_position_;
  absl::btree_set<ChangePosition> deleted_;
  RecordRing ring_;
  InvalidKeySummaryPtr invalid_keys_ = std::make_shared<InvalidKeySummary>();
  int64_t revision_ = kNoRevision;
  uint64_t digest_ = 0;
  int32_t node_count_ = 0;
  int64_t horizon_ = kNoRevision;
  absl::Time exact_since_;
  size_t max_deleted_;
};

}  // namespace rollcall::state
