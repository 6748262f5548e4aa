// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/loop/peer.h"

#include <netdb.h>
#include <sys/socket.h>

#include <array>

#include "absl/strings/str_cat.h"

namespace rollcall::rpc {

Peer PeerOf(int socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  if (getpeername(socket, address, &size) != 0) return {"unknown", "unknown"};
  if (address->sa_family == AF_UNIX) return {"unix", "unix"};
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  getnameinfo(address, size, host.data(), host.size(), port.data(), port.size(), NI_NUMERICHOST | NI_NUMERICSERV);
  const bool is_v6 = address->sa_family == AF_INET6;
  return {host.data(),
          is_v6 ? absl::StrCat("[", host.data(), "]:", port.data()) : absl::StrCat(host.data(), ":", port.data())};
}

}  // namespace rollcall::rpc
