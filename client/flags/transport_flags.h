// SPDX-License-Identifier: Apache-2.0
// The options of every command that asks a server of Rollcall: TLS, and who the caller is.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/cli11_types.h"
#include "rollcall/client/connector.h"
#include "rollcall/client/transport_options.h"

namespace rollcall::client {

// The flags as they are given.
struct TransportFlags {
  std::optional<bool> tls = {};  // nullopt: TLS if another flag of it is given
  std::string tls_ca = {};
  std::string tls_cert = {};
  std::string tls_key = {};
  std::string tls_server_name = {};
  bool tls_skip_verify = false;
  std::string token_file = {};
};

// Adds --tls, --tls-ca, --tls-cert, --tls-key, --tls-server-name, --tls-skip-verify and --token-file to a command or
// program.
void AddTransportFlags(CLI::App& command, TransportFlags& flags);

// What the flags mean. Any flag of TLS turns TLS on, unless --tls=false is given.
TransportOptions ToTransportOptions(const TransportFlags& flags);

// Checks what the flags mean for `servers`, a text that ParseServers takes. INVALID_ARGUMENT with a flag or a file that
// cannot be used and what to do, also if a token would be sent in clear text to another machine.
absl::Status CheckTransportFlags(const TransportFlags& flags, const std::string& servers);

// The same, and then makes connections as the flags say.
absl::StatusOr<std::unique_ptr<Connector>> MakeConnector(const TransportFlags& flags, const std::string& servers);

}  // namespace rollcall::client
