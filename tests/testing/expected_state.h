// SPDX-License-Identifier: Apache-2.0
// The state that a topic describes, computed from its records in the simplest way: the newest record of each key, then
// the newest live record of each node, then the filter. It shares no code with the server except the fingerprint.
//
// Two more models of the filter and of what is shown serve other tests: reference_list.cc here (it filters decoded
// nodes) and tests/pipeline/support/reference.py (it reads the topic in Python). Extend all of them when the API gets a
// new field or filter.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "rollcall/v1/rollcall.pb.h"
#include "tests/testing/topic_model.h"

namespace rollcall::testing {

using Nodes = std::map<int32_t, v1::NodeStatus>;

// The nodes at `revision`, as ListNodes shows them, except for the messages of problems. The offsets of
// each key's records ascend.
Nodes ExpectedNodes(const std::vector<ModelRecord>& history, int64_t revision, const v1::Filter& filter,
                    v1::NodeView view);

// Describes the first difference. Empty if both are equal. Ignores the messages of problems.
std::string Difference(const Nodes& actual, const Nodes& expected);

}  // namespace rollcall::testing
