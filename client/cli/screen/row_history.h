// SPDX-License-Identifier: Apache-2.0
// What changed on the screen in the last seconds: rows that are marked, and rows and nodes that are gone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "rollcall/client/cluster_view.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// Node id and coprocessor name. An empty name means the node itself.
using RowKey = std::pair<int32_t, std::string>;

// Deterministic: time is an argument. For one thread.
class RowHistory {
 public:
  static constexpr absl::Duration kKept = absl::Seconds(5);

  struct RemovedRow {
    v1::NodeStatus node;  // as it was, with this row alone; without rows if the node had none
    Instant time;
  };
  struct RemovedNode {
    v1::RemovedNode removed;
    v1::NodeStatus before;  // as it was, without rows
    Instant time;
  };

  // Records the effect of a message. A snapshot makes the history empty: nobody knows when its nodes changed.
  void Record(const client::ViewStep& step, Instant now);
  // Forgets what is older than kKept. True if there was something.
  bool Expire(Instant now);

  // When the row last changed; nullopt if that is longer ago than kKept.
  std::optional<Instant> ChangedAt(int32_t node_id, const std::string& name) const;
  const std::map<RowKey, RemovedRow>& removed_rows() const { return removed_rows_; }
  const std::map<int32_t, RemovedNode>& removed_nodes() const { return removed_nodes_; }

 private:
  void RecordUpdate(const v1::NodeStatus& before, const v1::NodeStatus& after, Instant now);
  void RecordRemoval(const v1::RemovedNode& removed, const v1::NodeStatus& before, Instant now);
  void KeepRow(const v1::NodeStatus& node_without_rows, const v1::Coprocessor* row, Instant now);

  std::map<RowKey, Instant> changed_;
  std::map<RowKey, RemovedRow> removed_rows_;
  std::map<int32_t, RemovedNode> removed_nodes_;
};

}  // namespace rollcall::cli
