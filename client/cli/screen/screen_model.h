// SPDX-License-Identifier: Apache-2.0
// What the live screen shows: all rows in their order, the notes about nodes, and their counts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "client/cli/screen/health.h"
#include "client/cli/screen/row_history.h"
#include "rollcall/client/cluster_view.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

enum class Mark { kNone, kChanged, kRemoved };

// A coprocessor on a node, or a node that runs nothing. Points into the nodes that the model shows.
struct ScreenRow {
  const v1::NodeStatus* node;          // not null
  const v1::Coprocessor* coprocessor;  // null for a node that runs nothing
  Health health;
  Mark mark = Mark::kNone;
  Instant marked;  // when it changed or was removed; of kNone the distant past
};
RowKey KeyOf(const ScreenRow& row);

// A node about which there is more to say than its rows do. One of the pointers is null.
struct ScreenNote {
  const v1::NodeStatus* node = nullptr;
  const RowHistory::RemovedNode* removed = nullptr;
  Mark mark = Mark::kNone;
};

// By name, then by node, with nodes that run nothing at the end; by node, then by name; what is wrong first; the newest
// record first; what changed last first.
enum class Sort { kName, kNode, kState, kAge, kChanged };
inline constexpr int kSorts = 5;
std::string_view SortName(Sort sort);

struct ScreenCounts {
  std::array<size_t, std::size(kAllHealth)> nodes = {};  // by Health
  size_t changed_rows = 0;
  size_t removed_rows = 0;
  size_t of(Health health) const { return nodes[static_cast<size_t>(health)]; }
};

// Deterministic: time is an argument. What it costs to refresh it after a change grows with the number of rows, because
// they are sorted; without a change it costs nothing. For one thread.
class ScreenModel {
 public:
  // The nodes to show. They must live until the next call of Refresh.
  struct Held {
    const std::map<int32_t, v1::NodeStatus>& nodes;   // those that the filter selects
    const std::map<int32_t, v1::NodeStatus>& hidden;  // those that it may hide, though they are not up
    const v1::Header& header;                         // of the newest checkpoint of `nodes`
  };

  // A node that is not up and that the filter hides is shown if it was shown before, or if its state is one of
  // `hidden_states`.
  explicit ScreenModel(std::set<int> hidden_states) : hidden_states_(std::move(hidden_states)) {}

  // Takes the effect of a message.
  void Record(const client::ViewStep& step, Instant now);
  // The hidden nodes have changed.
  void RecordHidden() { must_rebuild_ = true; }
  void SortBy(Sort sort);

  // Must be called before the functions below, after each of those above, and when time has passed.
  void Refresh(const Held& held, Instant now);
  const std::vector<ScreenRow>& rows() const { return rows_; }
  const std::vector<ScreenNote>& notes() const { return notes_; }
  const ScreenCounts& counts() const { return counts_; }
  Sort sort() const { return sort_; }
  // Grows whenever the rows may be others than before.
  int64_t version() const { return version_; }

 private:
  void Rebuild(const Held& held);
  void AddNode(const v1::NodeStatus& node, const v1::Header& header);
  void AddHiddenNodes(const Held& held);
  void AddRemoved();
  void AddRow(const v1::NodeStatus& node, const v1::Coprocessor* coprocessor, Health health);
  void AddNote(const v1::NodeStatus& node, const v1::Header& header, Health health);

  const std::set<int> hidden_states_;
  std::set<int32_t> nodes_seen_;  // since the start, without those that were deleted
  RowHistory history_;
  Sort sort_ = Sort::kName;
  bool must_rebuild_ = true;
  absl::Time health_changes_after_ = absl::InfiniteFuture();  // an as_of_time
  int64_t version_ = 0;

  std::vector<ScreenRow> rows_;
  std::vector<ScreenNote> notes_;
  ScreenCounts counts_;
};

}  // namespace rollcall::cli
