// SPDX-License-Identifier: Apache-2.0
// The value of --node.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace rollcall {

// A server takes no more ids in one filter (rollcall.proto).
inline constexpr size_t kMaxNodeIds = 1000;

// Parses ids and ranges, such as "1-10,12" or "-3--1", into ids in the order in which they are written.
// INVALID_ARGUMENT if it is something else, if a range runs downwards, or if it has more than kMaxNodeIds ids.
absl::StatusOr<std::vector<int32_t>> ParseNodeIds(std::string_view text);

}  // namespace rollcall
