// SPDX-License-Identifier: Apache-2.0
// Node ids on a command line.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace rollcall::cli {

inline constexpr int64_t kMaxIds = 10000;  // of one list

// Parses "1,2,7-9": ids and ranges of ids, separated by commas. The result is ascending, each id once, and not empty.
// INVALID_ARGUMENT names the entry that is wrong; what is allowed is for the caller to say.
absl::StatusOr<std::vector<int32_t>> ParseIdSet(std::string_view text);

}  // namespace rollcall::cli
