// SPDX-License-Identifier: Apache-2.0
// Parses a list of servers as a person writes it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace rollcall::client {

inline constexpr std::string_view kDefaultServer = "127.0.0.1:50051";

// Splits "HOST:PORT,unix:PATH,…" into a list that is not empty: replicas in the order in which they are tried. Spaces
// around commas are ignored; a repeated server counts once. INVALID_ARGUMENT names the entry that is not an address.
absl::StatusOr<std::vector<std::string>> ParseServers(std::string_view text);

// Whether what is sent to this server of such a list cannot leave this machine: a unix socket, an address of the
// loopback interface, or localhost.
bool IsOnThisMachine(std::string_view server);

}  // namespace rollcall::client
