// SPDX-License-Identifier: Apache-2.0
// What a topic says, worked out from its records in the plainest way: the newest record of each key, the newest live
// one of each node, filtered. It shares no code with the server but the fingerprint.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "rollcall/v1/rollcall.pb.h"
#include "tests/testing/topic_model.h"

namespace rollcall::testing {

using Nodes = std::map<int32_t, v1::NodeStatus>;

// The nodes at `revision`, as ListNodes shows them, but for the texts of problems.
Nodes ExpectedNodes(const std::vector<ModelRecord>& history, int64_t revision, const v1::Filter& filter,
                    v1::NodeView view);

// Empty where they are equal, but for the texts of problems.
std::string Difference(const Nodes& actual, const Nodes& expected);

}  // namespace rollcall::testing
