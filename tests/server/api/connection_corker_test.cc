// SPDX-License-Identifier: Apache-2.0
#include "server/api/connection_corker.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace rollcall::api {
namespace {

// A connection over loopback. `server` is the end that belongs to gRPC in a real server.
class Pair {
 public:
  explicit Pair(int family = AF_INET) {
    const int listener = socket(family, SOCK_STREAM, 0);
    sockaddr_in6 address{};
    socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    address.sin6_family = static_cast<sa_family_t>(family);
    if (family == AF_INET) reinterpret_cast<sockaddr_in&>(address).sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (family == AF_INET6) address.sin6_addr = in6addr_loopback;
    EXPECT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener, 1), 0);
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    client_ = socket(family, SOCK_STREAM, 0);
    EXPECT_EQ(connect(client_, reinterpret_cast<sockaddr*>(&address), size), 0);
    server_ = accept(listener, nullptr, nullptr);
    EXPECT_GE(server_, 0);
    close(listener);
    getsockname(client_, reinterpret_cast<sockaddr*>(&address), &size);
    peer_ = absl::StrCat(family == AF_INET ? "ipv4:127.0.0.1:" : "ipv6:%5B::1%5D:", ntohs(address.sin6_port));
  }
  ~Pair() {
    close(client_);
    if (server_ >= 0) close(server_);
  }
  const std::string& peer() const { return peer_; }
  int server() const { return server_; }
  void CloseServer() { close(std::exchange(server_, -1)); }
  bool IsCorked() const {
    int on = -1;
    socklen_t size = sizeof(on);
    EXPECT_EQ(getsockopt(server_, IPPROTO_TCP, TCP_CORK, &on, &size), 0);
    return on != 0;
  }

 private:
  int client_ = -1;
  int server_ = -1;
  std::string peer_;
};

void Write(ConnectionCorker& corker, const ConnectionCorker::ConnectionPtr& connection, int messages) {
  for (int i = 0; i < messages; ++i) corker.BeforeWrite(connection);
}

std::string NameOf(const ::testing::TestParamInfo<int>& info) { return info.param == AF_INET ? "IPv4" : "IPv6"; }

class ConnectionCorkerFamilyTest : public ::testing::TestWithParam<int> {};

TEST_P(ConnectionCorkerFamilyTest, ManyMessagesOfABurstAreHeldUntilItsEnd) {
  const Pair pair(GetParam());
  ConnectionCorker corker;
  const ConnectionCorker::ConnectionPtr connection = corker.Get(pair.peer());
  for (int round = 0; round < 3; ++round) {
    {
      const ConnectionCorker::CorkScope cork(corker);
      Write(corker, connection, 10);
      EXPECT_TRUE(pair.IsCorked());
    }
    EXPECT_FALSE(pair.IsCorked());
  }
}

INSTANTIATE_TEST_SUITE_P(Families, ConnectionCorkerFamilyTest, ::testing::Values(AF_INET, AF_INET6), NameOf);

TEST(ConnectionCorkerTest, AFewMessagesAreSentAtOnce) {
  const Pair pair;
  ConnectionCorker corker;
  const ConnectionCorker::ConnectionPtr connection = corker.Get(pair.peer());
  for (int round = 0; round < 3; ++round) {
    const ConnectionCorker::CorkScope cork(corker);
    Write(corker, connection, 2);
    EXPECT_FALSE(pair.IsCorked());
  }
}

TEST(ConnectionCorkerTest, NothingIsHeldOutsideABurst) {
  const Pair pair;
  ConnectionCorker corker;
  const ConnectionCorker::ConnectionPtr connection = corker.Get(pair.peer());
  Write(corker, connection, 10);
  EXPECT_FALSE(pair.IsCorked());
}

TEST(ConnectionCorkerTest, OtherConnectionsAreNotCorked) {
  const Pair busy;
  const Pair quiet;
  ConnectionCorker corker;
  const ConnectionCorker::ConnectionPtr connection = corker.Get(busy.peer());
  const ConnectionCorker::ConnectionPtr other = corker.Get(quiet.peer());
  const ConnectionCorker::ConnectionPtr without_socket = corker.Get("unix:");
  const ConnectionCorker::CorkScope cork(corker);
  Write(corker, connection, 10);
  Write(corker, without_socket, 10);
  EXPECT_TRUE(busy.IsCorked());
  EXPECT_FALSE(quiet.IsCorked());
}

TEST(ConnectionCorkerTest, StreamsOfOnePeerShareItsConnection) {
  ConnectionCorker corker;
  ConnectionCorker::ConnectionPtr connection = corker.Get("ipv4:127.0.0.1:1");
  EXPECT_EQ(corker.Get("ipv4:127.0.0.1:1"), connection);
  EXPECT_NE(corker.Get("ipv4:127.0.0.1:2"), connection);
  const std::weak_ptr<ConnectionCorker::Connection> gone = connection;
  connection.reset();
  EXPECT_TRUE(gone.expired());
}

// gRPC may close a socket at any time, and the next one that is opened gets its number.
TEST(ConnectionCorkerTest, ASocketThatTookTheNumberIsNotCorked) {
  Pair gone;
  ConnectionCorker corker;
  const ConnectionCorker::ConnectionPtr connection = corker.Get(gone.peer());
  {
    const ConnectionCorker::CorkScope cork(corker);
    Write(corker, connection, 10);
    EXPECT_TRUE(gone.IsCorked());
  }
  const Pair successor;
  const int number = gone.server();
  gone.CloseServer();
  ASSERT_EQ(dup2(successor.server(), number), number);
  {
    const ConnectionCorker::CorkScope cork(corker);
    Write(corker, connection, 10);
    EXPECT_FALSE(successor.IsCorked());
  }
  close(number);
}

}  // namespace
}  // namespace rollcall::api
