// SPDX-License-Identifier: Apache-2.0
// Finds what is wrong with TransportOptions before a call is made. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/lib/transport/transport_options.h"

namespace rollcall::client {

// INVALID_ARGUMENT if the token would be sent in clear text to a server on another machine.
absl::Status CheckTokenIsSafe(const TransportOptions& options, const std::string& server);

// Reads each file once. INVALID_ARGUMENT if a file cannot be used (see ReadTlsFiles, ReadToken), or as CheckTokenIsSafe
// or ProxyFor for one of the servers.
absl::Status CheckTransport(const TransportOptions& options, const std::vector<std::string>& servers);

}  // namespace rollcall::client
