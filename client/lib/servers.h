// SPDX-License-Identifier: Apache-2.0
// The list of servers as a person writes it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace rollcall::client {

inline constexpr std::string_view kDefaultServer = "127.0.0.1:50051";

// "HOST:PORT,unix:PATH,…" as a list: replicas, in the order in which they are tried. Blanks around commas do not count,
// a server named twice counts once. INVALID_ARGUMENT names the entry that cannot be one.
absl::StatusOr<std::vector<std::string>> ParseServers(std::string_view text);

}  // namespace rollcall::client
