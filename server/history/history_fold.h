// SPDX-License-Identifier: Apache-2.0
// Turns the records of a log, from its start, into what each of them changed, and knows what is certain of that.
//
// The states are those of the server's own fold (state::KeyTable), so a history cannot disagree with what is shown.
// What it adds is about gaps in the offsets. A gap may mean that compaction removed a record, of any key; aborted
// transactions and markers look the same. So a state is certain only if it follows from records behind the last gap, or
// if there is no gap since offset 0. Not thread-safe; deterministic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "server/encoding/encoded_node.h"
#include "server/select/filter.h"
#include "server/state/key_table.h"
#include "topic/record/key.h"
#include "topic/record/record.h"

namespace rollcall::history {

// What one record changed about one node. Both are null if a tombstone deleted a node of which nothing is known.
struct NodeStep {
  int32_t node_id = 0;
  encoding::EncodedNodePtr before = nullptr;  // null: the node was not there, or nothing is known of it
  encoding::EncodedNodePtr after = nullptr;   // null: the node is deleted
  bool before_uncertain = false;              // versions between `before` and the record may be missing
  bool after_uncertain = false;               // the node's other key may have said something that is missing
};

class HistoryFold {
 public:
  // Follows the nodes that `filter`, which must outlive this, selects by id.
  explicit HistoryFold(const select::Filter& filter) : filter_(filter) {}

  // The log begins at `log_start`. To be called first.
  void Begin(int64_t log_start);
  // Offsets ascend, from log_start. Skip is cheap: it leaves decoding for later.
  void Skip(const topic::RecordView& record);
  std::vector<NodeStep> Apply(const topic::RecordView& record);
  // No record follows below `end`.
  void End(int64_t end);

  int64_t log_start() const { return log_start_; }
  // Behind the last record.
  int64_t next() const { return next_; }
  // From here to the last record, or to the end, each offset holds a record.
  int64_t complete_from() const { return complete_from_; }
  // Timestamp of the record there; topic::kNoTimestamp if there is none.
  int64_t complete_from_timestamp_ms() const { return complete_from_timestamp_ms_; }
  // The node as the last record left it, null if it is deleted or unknown. After End.
  encoding::EncodedNodePtr Find(int32_t node_id) const;
  // The ids of all nodes of which a record was read.
  std::vector<int32_t> NodeIds() const;
  // What is held in memory, at most.
  size_t held_bytes() const { return held_bytes_; }

 private:
  struct NodeFacts {
    encoding::EncodedNodePtr shown;
    int64_t last_change = state::kNoRevision;
    // The last record of the binary and of the decimal key, tombstones included, and what it holds in memory.
    int64_t last_by_key[2] = {state::kNoRevision, state::kNoRevision};
    size_t bytes_by_key[2] = {0, 0};
  };

  std::optional<topic::KeyIds> PassOffset(const topic::RecordView& record);
  void NoteKey(int32_t node_id, int which_key, const topic::RecordView& record);
  void TakePending();
  NodeFacts FactsOf(int32_t node_id) const;
  bool IsCertain(const NodeFacts& facts) const;

  const select::Filter& filter_;
  state::KeyTable table_;
  absl::flat_hash_map<int32_t, NodeFacts> nodes_;
  bool has_pending_ = false;  // records were applied to the table that `nodes_` does not show yet
  int64_t log_start_ = 0;
  int64_t next_ = 0;
  int64_t complete_from_ = 0;
  int64_t complete_from_timestamp_ms_ = topic::kNoTimestamp;
  size_t held_bytes_ = 0;
};

}  // namespace rollcall::history
