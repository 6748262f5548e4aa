// SPDX-License-Identifier: Apache-2.0
// Stubs over gRPC. Only the files grpc_* of the library include gRPC.
#pragma once

#include <memory>

#include "absl/time/time.h"
#include "client/lib/stub.h"
#include "client/lib/transport/transport_options.h"

namespace rollcall::client {

struct GrpcOptions {
  // An attempt to connect that takes longer makes the server count as unreachable.
  absl::Duration connect_attempt = absl::Seconds(3);
  TransportOptions transport = {};  // CheckTransport says what is wrong with it before a call does
};

// Each stub has its own connection, so a new stub never reuses a broken connection. Errors name what is wrong with TLS
// or with the caller's identity (transport/transport_error.h). If a file of the transport cannot be used, or a token
// would be sent in clear text to another machine, the calls fail and nothing is sent.
std::unique_ptr<Connector> MakeGrpcConnector(const GrpcOptions& options = {});

// Keeps gRPC and protobuf from writing to stderr, for the whole process: the errors of calls say what went wrong.
// Failed assertions of gRPC are still written. For programs; call it before the first connection.
void MuteLibraryLogs();

}  // namespace rollcall::client
