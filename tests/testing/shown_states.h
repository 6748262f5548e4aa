// SPDX-License-Identifier: Apache-2.0
// What a topic that loses nothing shows at each revision, under each of some requests: the truth that many watches are
// compared with. Worked out once and by expected_state.h, which shares no code with the server. Thread-safe once made.
#pragma once

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

// What a watch asks for.
struct Wanted {
  v1::Filter filter;
  v1::NodeView view = v1::NODE_VIEW_BASIC;
};

class ShownStates {
 public:
  // `records` in the order of their offsets, up to `last`; between them there may be gaps.
  ShownStates(const std::vector<ModelRecord>& records, int64_t last, std::vector<Wanted> all_wanted);

  const Wanted& wanted(size_t which) const { return all_wanted_[which]; }
  size_t wanted_count() const { return all_wanted_.size(); }

  // What is wrong with a node that was sent to the asker of wanted(which), by itself; empty: nothing.
  std::string CheckNode(size_t which, const v1::NodeStatus& node) const;
  // Whether nodes whose bodies were checked are those that are shown at a revision; empty: they are.
  std::string CheckNodes(size_t which, int64_t revision, const Nodes& nodes) const;
  // Whether the revisions (after, to] hold a record of a node, under any of its keys.
  bool Changed(int32_t node_id, int64_t after, int64_t to) const;
  // How many records of nodes those revisions hold.
  int64_t Changes(int64_t after, int64_t to) const;

 private:
  using Winners = std::map<int32_t, int64_t>;  // a node's id to the offset of the record that it shows

  void NoteChange(const ModelRecord& record);
  const std::string* Encoded(size_t which, int64_t offset) const;

  const std::vector<Wanted> all_wanted_;
  std::vector<Winners> winners_;                              // by revision
  std::map<int32_t, std::vector<int64_t>> changed_at_;        // ascending revisions
  std::vector<int64_t> changes_before_;                       // by revision: of all nodes, below it
  std::vector<std::map<int64_t, std::string>> shown_bodies_;  // by request: of the records that it shows, by offset
};

}  // namespace rollcall::testing
