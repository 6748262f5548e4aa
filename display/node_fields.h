// SPDX-License-Identifier: Apache-2.0
// What is known of a node and its record, for a person.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall {

// Names and values, which are sanitized (text.h).
using Fields = std::vector<std::pair<std::string, std::string>>;

// All but its coprocessors. What is not known has an empty value.
Fields NodeFields(const v1::NodeStatus& node, const v1::Header& header);

}  // namespace rollcall
