// SPDX-License-Identifier: Apache-2.0
// How a client speaks with its servers, and how it proves who it is.
#pragma once

#include <optional>
#include <string>

namespace rollcall::client {

// Files are PEM. They are read at each new connection, so a certificate that was renewed is used without a restart.
struct TlsOptions {
  enum class Verification { kServerCertificate, kNone };

  std::string ca_file = {};           // the CAs that may sign a server's certificate; empty: those of the system
  std::string certificate_file = {};  // the client's own, with its intermediates; both or neither of the two
  std::string key_file = {};
  std::string server_name = {};  // the name that the certificate must have; empty: the host of the server's address
  Verification verification = Verification::kServerCertificate;  // kNone: anyone could pose as the server
};

// The HTTP proxy that the environment names. It is not used for servers on this machine (IsOnThisMachine).
struct ProxyOptions {
  std::string url = {};         // [http://][USER:PASSWORD@]HOST[:PORT]; empty: no proxy
  std::string source = {};      // who named it, for errors: "https_proxy"
  std::string exceptions = {};  // the servers to reach without it (see IsNamedByNoProxy)
};

struct TransportOptions {
  std::optional<TlsOptions> tls = {};  // nullopt: clear text
  // A file with one line, the bearer token of each call. It is read at each call, so a token that was replaced is used
  // without a restart. A token is never sent in clear text to another machine.
  std::string token_file = {};
  ProxyOptions proxy = {};
};

}  // namespace rollcall::client
