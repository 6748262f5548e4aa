// SPDX-License-Identifier: Apache-2.0
// The value of --state of `list` and `nodes`: states that a server's filter has, and others, by which this program
// selects itself.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

class StateSelection {
 public:
  // All words that Add takes.
  static std::vector<std::string> Words();
  // Adds the words of "up,stale,errored". INVALID_ARGUMENT if one of them is none.
  absl::Status Add(std::string_view words);

  // Whether the server's filter can say it all.
  bool IsForServer() const { return !stale_ && row_states_.empty(); }
  bool empty() const { return IsForServer() && node_states_.empty(); }
  // What the server's filter can have of it: the states, or nothing if the client has to select. Then Apply is needed.
  std::vector<v1::NodeStatus::State> ForServer() const;
  // The states of nodes alone, whoever selects by them.
  const std::vector<v1::NodeStatus::State>& node_states() const { return node_states_; }
  // The states of coprocessors. They trim the rows of a node.
  const std::set<std::string, std::less<>>& row_states() const { return row_states_; }

  // Keeps what one of the words selects: nodes in the state, or stale ones, with all their rows; of other nodes the
  // rows in the state. The header's node_count and digest are then those of the nodes kept, as for a server's filter.
  // Changes nothing if IsForServer.
  void Apply(v1::ListNodesResponse& listing) const;

 private:
  bool SelectsNode(const v1::NodeStatus& node, const v1::Header& header) const;
  v1::NodeStatus WithSelectedRows(const v1::NodeStatus& node) const;

  std::vector<v1::NodeStatus::State> node_states_;
  bool stale_ = false;
  std::set<std::string, std::less<>> row_states_;
};

}  // namespace rollcall::cli
