// SPDX-License-Identifier: Apache-2.0
// The bearer token of calls. Thread-safe.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rollcall/client/transport_options.h"

namespace rollcall::client {

// The only line of the file, without its newline. INVALID_ARGUMENT with the name of the file and the reason, if it
// cannot be read or is not a line that an HTTP header can carry. No error shows what the file holds.
absl::StatusOr<std::string> ReadToken(const std::string& path);

// INVALID_ARGUMENT if the token would be sent in clear text to a server on another machine.
absl::Status CheckTokenIsSafe(const TransportOptions& options, const std::string& server);

}  // namespace rollcall::client
