// SPDX-License-Identifier: Apache-2.0
// What single servers say of themselves. A listing or a watch does not need this: it chooses a server that answers.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "rollcall/client/clock.h"
#include "rollcall/client/connector.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

// What grpc.health.v1 says of a server's CoprocessorStatusService.
enum class Serving { kNo, kYes };

// The answers of one server.
struct ServerHealth {
  std::string server;                             // its address
  absl::StatusOr<Serving> serving;                // of grpc.health.v1; UNIMPLEMENTED from a server without it
  absl::StatusOr<v1::ListNodesResponse> listing;  // of all nodes
};

// Asks `server` once, within `timeout`. A server that is not ready is not asked again: that it is not ready is the
// answer. Thread-safe.
ServerHealth AskServerHealth(Connector& connector, const std::string& server, absl::Duration timeout,
                             Clock& clock = SystemClock());

}  // namespace rollcall::client
