// SPDX-License-Identifier: Apache-2.0
// Decides whether an expression holds in a state that a watch has shown.
#pragma once

#include <cstdint>
#include <map>

#include "client/cli/wait/evaluation.h"
#include "client/cli/wait/expression.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

using NodeMap = std::map<int32_t, v1::NodeStatus>;  // as client::ClusterView holds them

// An expression holds only if the state proves it. What nobody can know counts as "not yet": a node without a status
// (except for removed=), and a node that is stale or invalid. docs/client.md says this for each kind of expression.
// `header` must be that of the state. Whether the state itself can be trusted is for EvidenceGate to say.
Evaluation Evaluate(const Expression& expression, const NodeMap& nodes, const v1::Header& header);

}  // namespace rollcall::cli
