// SPDX-License-Identifier: Apache-2.0
// Stubs over gRPC. The only file of the library whose source knows gRPC.
#pragma once

#include <memory>

#include "absl/time/time.h"
#include "client/lib/stub.h"

namespace rollcall::client {

struct GrpcOptions {
  // How long one attempt to connect may take before the server counts as unreachable.
  absl::Duration connect_attempt = absl::Seconds(3);
};

// Plain-text connections. Each stub has a connection of its own: a broken one is never met again.
std::unique_ptr<Connector> MakeGrpcConnector(const GrpcOptions& options = {});

}  // namespace rollcall::client
