// SPDX-License-Identifier: Apache-2.0
#include "base/wake_connection.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <string>

namespace rollcall {
namespace {

constexpr int kDeadlineMs = 20'000;

// Listens on a free port of loopback.
class Listener {
 public:
  Listener() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(listen(socket_, 1), 0);
    socklen_t size = sizeof(address);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { close(socket_); }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  // -1 if no connection comes.
  int Accept() const {
    pollfd ready{socket_, POLLIN, 0};
    return poll(&ready, 1, kDeadlineMs) == 1 ? accept(socket_, nullptr, nullptr) : -1;
  }

 private:
  const int socket_ = socket(AF_INET, SOCK_STREAM, 0);
  int port_ = 0;
};

TEST(WakeConnectionTest, ConnectsAndClosesWithoutSendingAnything) {
  const Listener listener;
  std::optional<WakeConnection> wake(std::in_place, listener.address());
  const int accepted = listener.Accept();
  ASSERT_GE(accepted, 0);
  wake.reset();
  char byte = 0;
  EXPECT_EQ(read(accepted, &byte, 1), 0) << "the end of the connection, without a byte before it";
  close(accepted);
}

TEST(WakeConnectionTest, IgnoresAddressesWithoutAListener) {
  std::string address;
  {
    const Listener listener;
    address = listener.address();
  }
  const WakeConnection refused(address);
  const WakeConnection unresolvable("no-such-host.invalid:1");
}

}  // namespace
}  // namespace rollcall
