// SPDX-License-Identifier: Apache-2.0
// The receiving end of sd_notify(3), as systemd has it.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <cstring>
#include <string>

#include "base/unique_fd.h"

namespace rollcall::testing {

class NotifySocket {
 public:
  // `name` is a path, or '@' and the name of an abstract socket.
  explicit NotifySocket(const std::string& name) : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size), 0) << name;
  }

  // The next message; empty if none comes within 20 s.
  std::string Receive() {
    pollfd ready{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    if (poll(&ready, 1, 20'000) != 1) return "";
    char buffer[4096];
    const ssize_t size = recv(socket_.get(), buffer, sizeof(buffer), 0);
    return size > 0 ? std::string(buffer, static_cast<size_t>(size)) : "";
  }

 private:
  const UniqueFd socket_;
};

}  // namespace rollcall::testing
