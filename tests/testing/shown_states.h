// SPDX-License-Identifier: Apache-2.0
// What a topic that loses no records shows at each revision to each of several requests: the truth that many watches
// are compared with. It is computed once, by expected_state.h, which shares no code with the server. Thread-safe after
// construction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rollcall/v1/rollcall.pb.h"
#include "tests/testing/expected_state.h"
#include "tests/testing/topic_model.h"

namespace rollcall::testing {

// What a watch requests.
struct Wanted {
  v1::Filter filter;
  v1::NodeView view = v1::NODE_VIEW_BASIC;
};

class ShownStates {
 public:
  // The offsets of `records` ascend, from 0 or later to `last` or before, with or without gaps.
  ShownStates(const std::vector<ModelRecord>& records, int64_t last, std::vector<Wanted> all_wanted);

  const Wanted& wanted(size_t which) const;
  size_t wanted_count() const { return all_wanted_.size(); }

  // Checks one node of an answer to wanted(which) by itself. Returns what is wrong with it; empty if nothing is.
  std::string CheckNode(size_t which, const v1::NodeStatus& node) const;
  // Checks that nodes, each of which has passed CheckNode(), are exactly those shown at a revision. Returns the first
  // difference; empty if there is none.
  std::string CheckNodes(size_t which, int64_t revision, const Nodes& nodes) const;
  // True if the topic has a record of the node, under any of its keys, at an offset in (after, to].
  bool Changed(int32_t node_id, int64_t after, int64_t to) const;
  // The number of records of nodes at the offsets in (after, to]. -1 <= after <= to <= `last`.
  int64_t Changes(int64_t after, int64_t to) const;

 private:
  using Winners = std::map<int32_t, int64_t>;  // from a node's id to the offset of the record that is shown for it

  void CountChange(const ModelRecord& record);
  const std::string* Encoded(size_t which, int64_t offset) const;

  const std::vector<Wanted> all_wanted_;
  std::vector<Winners> winners_;                               // by revision
  std::map<int32_t, std::vector<int64_t>> changed_at_;         // ascending revisions
  std::vector<int64_t> changes_before_;                        // by revision: the changes of all nodes below it
  std::vector<std::map<int64_t, std::string>> encoded_nodes_;  // by request: the nodes that it shows, by offset
};

}  // namespace rollcall::testing
