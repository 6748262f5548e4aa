// SPDX-License-Identifier: Apache-2.0
// Who is at the other end of a socket. Thread-safe.
#pragma once

#include <string>

namespace rollcall::rpc {

struct Peer {
  std::string host;     // an IP address, or "unix"; what limits for each peer go by
  std::string address;  // for people: HOST:PORT, [HOST]:PORT, or "unix"
};

Peer PeerOf(int socket);

}  // namespace rollcall::rpc
