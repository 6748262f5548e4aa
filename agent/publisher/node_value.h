// SPDX-License-Identifier: Apache-2.0
// Checks a status before it is published.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "topic/record/status.h"

namespace rollcall::agent {

// A value that every reader of the topic can use.
struct NodeValue {
  int32_t node_id = 0;
  std::string json;           // as given, byte for byte, except for a node_id that was added
  topic::Status status = {};  // what it says
};

// `json` is a status in the topic's form (topic/record/json_codec.h). Its node_id may be missing if `node_id` is given;
// if both are there they must be equal. INVALID_ARGUMENT, with the field and what is wrong with it, for a status that
// readers could not use.
absl::StatusOr<NodeValue> PrepareValue(std::string_view json, std::optional<int32_t> node_id);

}  // namespace rollcall::agent
