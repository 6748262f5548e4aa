// SPDX-License-Identifier: Apache-2.0
// A port that takes connections and never answers.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/check.h"
#include "base/unique_fd.h"

namespace rollcall::testing {

class SilentListener {
 public:
  SilentListener() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    CHECK_EQ(bind(socket_.get(), generic, size), 0);
    CHECK_EQ(listen(socket_.get(), 1), 0);
    CHECK_EQ(getsockname(socket_.get(), generic, &size), 0);
    port_ = ntohs(address.sin_port);
  }

  int port() const { return port_; }
  // Returns as soon as somebody has connected.
  void WaitForConnection() const {
    pollfd waiting{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    CHECK_EQ(poll(&waiting, 1, -1), 1);
  }

 private:
  UniqueFd socket_;
  int port_ = 0;
};

}  // namespace rollcall::testing
