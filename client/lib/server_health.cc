// SPDX-License-Identifier: Apache-2.0
#include "rollcall/client/server_health.h"

#include <algorithm>
#include <memory>

#include "client/lib/pages.h"
#include "client/lib/stub.h"
#include "rollcall/client/error.h"

namespace rollcall::client {

ServerHealth AskServerHealth(Connector& connector, const std::string& server, absl::Duration timeout, Clock& clock) {
  const std::unique_ptr<Stub> stub = connector.Connect(server);
  const Instant end = clock.Now() + timeout;
  const auto left = [&] { return std::max(end - clock.Now(), absl::Milliseconds(1)); };
  ServerHealth health = {.server = server, .serving = stub->CheckHealth(left()), .listing = v1::ListNodesResponse()};
  // A server that was not reached would not be reached by a listing either, and the wait would be as long again.
  if (KindOf(health.serving.status()) == ErrorKind::kUnreachable) {
    health.listing = health.serving.status();
    return health;
  }
  health.listing = ListAllPages<v1::ListNodesRequest, v1::ListNodesResponse>(
      {}, [&](const v1::ListNodesRequest& request, v1::ListNodesResponse& page) {
        return stub->ListNodes(request, left(), page);
      });
  return health;
}

}  // namespace rollcall::client
