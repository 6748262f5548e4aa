// SPDX-License-Identifier: Apache-2.0
// What a table cannot say: one sentence a line, without line ends, sanitised.
#pragma once

#include <string>
#include <vector>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// "node 3 is down since …", "node 4 is invalid: … (offset 17)", …; empty for a node that is up and not stale.
std::string NodeNote(const v1::NodeStatus& node, const v1::Header& header);

// The same for a column beside the node's id and state: what the state alone does not say. Empty where there is
// nothing.
std::string ShortNote(const v1::NodeStatus& node, const v1::Header& header);

// That the status shown may be old: how old, and why; empty where the source is CURRENT.
std::string SourceNote(const v1::Header& header);

// That records of the topic belong to no node, with the newest of `problems` where there is one; empty where there are
// none.
std::string ProblemNote(const v1::ListNodesResponse& listing);

// All of them for a listing: nodes by id, the source, problems.
std::vector<std::string> Notes(const v1::ListNodesResponse& listing);

}  // namespace rollcall::cli
