// SPDX-License-Identifier: Apache-2.0
// The settings of rollcalld that say who may reach it and how: TLS, tokens, identities. docs/security.md explains them.
#pragma once

#include <sys/types.h>

#include <string>

#include "absl/status/status.h"
#include "base/cli11_types.h"
#include "server/rpc/access/access_policy.h"
#include "server/rpc/tls/tls_context.h"

namespace rollcall {

struct SecurityOptions {
  rpc::TlsFiles tls;  // without a certificate the API has no TLS
  rpc::AccessRules access;
  bool insecure_listen = false;    // may listen without TLS where other machines can reach it
  bool no_reflection = false;      // true: callers cannot ask for the API's description
  mode_t unix_socket_mode = 0600;  // of the socket's file
};

// Defines the settings on `app`. They are stored in `options`, which must live as long as `app`.
void DefineSecurityOptions(CLI::App& app, SecurityOptions& options);

// INVALID_ARGUMENT, with what to do, if the settings do not fit together, or not to the address `listen`.
absl::Status CheckSecurityOptions(const SecurityOptions& options, const std::string& listen);

}  // namespace rollcall
