// SPDX-License-Identifier: Apache-2.0
// The HTTP proxy between a client and a server: it connects the two on request (CONNECT, RFC 9110 section 9.3.6). Pure
// functions.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rollcall/client/transport_options.h"

namespace rollcall::client {

struct Proxy {
  std::string address = {};      // HOST:PORT
  std::string credentials = {};  // USER:PASSWORD, without percent-encoding; empty: none
  std::string source = {};       // as in ProxyOptions
};

// The proxy for a server of ParseServers; nullopt if it is reached directly, as each server on this machine and each
// that is named by the exceptions. INVALID_ARGUMENT, with what to do, if the proxy's URL cannot be used for this
// server.
absl::StatusOr<std::optional<Proxy>> ProxyFor(const ProxyOptions& options, const std::string& server);

// Adds to the error of a call that did not reach its server that it went through the proxy. Keeps its code and
// payloads. Returns any other error as it is.
absl::Status NameProxy(const absl::Status& error, const Proxy& proxy);

}  // namespace rollcall::client
