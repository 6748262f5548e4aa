// SPDX-License-Identifier: Apache-2.0
// Stubs over gRPC. grpc_stub.cc is the only source file of the library that includes gRPC.
#pragma once

#include <memory>

#include "absl/time/time.h"
#include "client/lib/stub.h"

namespace rollcall::client {

struct GrpcOptions {
  // An attempt to connect that takes longer makes the server count as unreachable.
  absl::Duration connect_attempt = absl::Seconds(3);
};

// Makes plain-text connections. Each stub has its own connection, so a new stub never reuses a broken connection.
std::unique_ptr<Connector> MakeGrpcConnector(const GrpcOptions& options = {});

}  // namespace rollcall::client
