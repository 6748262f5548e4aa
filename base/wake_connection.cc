// SPDX-License-Identifier: Apache-2.0
#include "base/wake_connection.h"

#include <sys/socket.h>
#include <unistd.h>

#include "absl/status/statusor.h"
#include "base/listen_address.h"

namespace rollcall {

WakeConnection::WakeConnection(const std::string& address) {
  const absl::StatusOr<AddressList> addresses = Resolve(address);
  if (!addresses.ok()) return;
  for (const addrinfo* to = addresses->get(); to != nullptr; to = to->ai_next) {
    const int descriptor = socket(to->ai_family, to->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, to->ai_protocol);
    if (descriptor < 0) continue;
    sockets_.push_back(descriptor);
    static_cast<void>(connect(descriptor, to->ai_addr, to->ai_addrlen));  // in progress, or refused
  }
}

WakeConnection::~WakeConnection() {
  for (const int descriptor : sockets_) close(descriptor);
}

}  // namespace rollcall
