// SPDX-License-Identifier: Apache-2.0
// Finds what is wrong with TransportOptions before a call is made. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "rollcall/client/transport_options.h"

namespace rollcall::client {

// Reads each file once. INVALID_ARGUMENT names what cannot be used and why: a file that cannot be read or does not hold
// what it should, a proxy's URL, or a token that would be sent in clear text to one of `servers` on another machine.
absl::Status CheckTransport(const TransportOptions& options, const std::vector<std::string>& servers);

}  // namespace rollcall::client
