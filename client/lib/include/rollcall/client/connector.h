// SPDX-License-Identifier: Apache-2.0
// Connections to servers.
#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "rollcall/client/transport_options.h"

namespace rollcall::client {

class Stub;  // one server; the library's own

// Makes connections. Thread-safe.
class Connector {
 public:
  virtual ~Connector() = default;
  // Makes a stub with its own connection to `server` (see servers.h). Does not wait until it is connected and does not
  // fail; a call of the stub does.
  virtual std::unique_ptr<Stub> Connect(const std::string& server) = 0;
};

struct GrpcOptions {
  // An attempt to connect that takes longer makes the server count as unreachable.
  absl::Duration connect_attempt = absl::Seconds(3);
  TransportOptions transport = {};  // CheckTransport says what is wrong with it before a call does
};

// Each stub has its own connection, so a new stub never reuses a broken connection. Errors name what is wrong with TLS
// or with the caller's identity (TransportProblemOf). If a file of the transport cannot be used, or a token would be
// sent in clear text to another machine, the calls fail and nothing is sent.
std::unique_ptr<Connector> MakeGrpcConnector(const GrpcOptions& options = {});

// Keeps gRPC and protobuf from writing to stderr, for the whole process: the errors of calls say what went wrong.
// Failed assertions of gRPC are still written. For programs; call it before the first connection.
void MuteLibraryLogs();

// The version of the gRPC library that this program is linked with.
std::string GrpcVersion();

}  // namespace rollcall::client
