// SPDX-License-Identifier: Apache-2.0
// What differs between two statuses of a node.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// A coprocessor in the older and in the newer status. Null: that status does not have it. Not both are null.
struct CoprocessorChange {
  const v1::Coprocessor* before = nullptr;
  const v1::Coprocessor* after = nullptr;
};

// The coprocessors that differ, by name. Points into the two statuses.
std::map<std::string, CoprocessorChange> CoprocessorChanges(const v1::NodeStatus& before, const v1::NodeStatus& after);

// What changed, as sanitized clauses whose subject is the node, old -> new: for example "up -> down", "now runs c",
// "no longer runs a", "changed b (running -> errored, topics +y -x)". In the order state, coprocessors, lease,
// publisher. Empty if nothing of that changed.
std::vector<std::string> ChangeClauses(const v1::NodeStatus& before, const v1::NodeStatus& after);

}  // namespace rollcall::cli
