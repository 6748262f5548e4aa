// SPDX-License-Identifier: Apache-2.0
// What callers may ask of a server. docs/limits.md describes each for operators.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"
#include "server/rpc/http2/session_limits.h"

namespace rollcall::rpc {

struct RpcLimits {
  SessionLimits session;
  size_t max_request_bytes = 128 << 10;  // of one message
  size_t max_connections = 10'000;
  size_t max_connections_per_peer = 4'000;  // an IP address, or all of a Unix socket
  size_t max_calls_per_peer = 20'000;
  absl::Duration preface_within = absl::Seconds(20);  // of a new connection: the TLS handshake, the client's preface
  absl::Duration idle_for = absl::Minutes(10);        // a connection without a call; then it ends in good order
  absl::Duration request_within = absl::Seconds(20);  // from the headers of a request to its end
  // Together they find that a peer is gone whose connection was never closed.
  absl::Duration ping_after = absl::Seconds(20);  // of silence
  absl::Duration ping_timeout = absl::Seconds(10);
  // Without progress of a write: the peer does not read.
  absl::Duration write_stall = absl::Seconds(30);
  // Of all connections: answers that callers do not read, and requests that are not complete.
  int64_t max_unsent_bytes = int64_t{256} << 20;
  // How long the answers to a peer's PING and WINDOW_UPDATE wait for a message that they can go with.
  absl::Duration acknowledge_within = absl::Milliseconds(200);
};

}  // namespace rollcall::rpc
