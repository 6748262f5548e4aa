// SPDX-License-Identifier: Apache-2.0
// A status as somebody hands it in, made ready for the topic.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace rollcall::agent {

// A value that every reader of the topic can use.
struct NodeValue {
  int32_t node_id = 0;
  std::string json;  // as it was given, byte for byte, but for a node_id that was filled in
};

// `json` is a status in the topic's form (topic/record/json_codec.h). Its node_id may be missing where `node_id` is
// given; if both are there they must agree. INVALID_ARGUMENT, saying which field is wrong and how, for what readers
// would have to call invalid.
absl::StatusOr<NodeValue> PrepareValue(std::string_view json, std::optional<int32_t> node_id);

}  // namespace rollcall::agent
