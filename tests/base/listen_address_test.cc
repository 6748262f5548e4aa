// SPDX-License-Identifier: Apache-2.0
#include "base/listen_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

namespace rollcall {
namespace {

using ::testing::HasSubstr;

TEST(ListenAddressTest, HostAndPortAreAccepted) {
  for (const std::string listen : {"127.0.0.1:50051", "localhost:0", "[::1]:65535", "0.0.0.0:1"}) {
    EXPECT_TRUE(CheckListenAddress(listen).ok()) << listen;
    EXPECT_TRUE(CheckHttpAddress("--metrics-listen", listen).ok()) << listen;
  }
}

TEST(ListenAddressTest, OnlyTheApiCanBeServedOnAUnixSocket) {
  EXPECT_TRUE(CheckListenAddress("unix:/tmp/rollcall.socket").ok());
  EXPECT_FALSE(CheckHttpAddress("--metrics-listen", "unix:/tmp/rollcall.socket").ok());
}

TEST(ListenAddressTest, AnythingElseIsRefusedWithTheOptionAndTheValue) {
  for (const std::string listen :
       {"", "localhost", ":50051", "[]:1", "localhost:", "localhost:http", "localhost:65536", "localhost:-1"}) {
    EXPECT_EQ(CheckListenAddress(listen).code(), absl::StatusCode::kInvalidArgument) << listen;
    EXPECT_EQ(CheckHttpAddress("--metrics-listen", listen).code(), absl::StatusCode::kInvalidArgument) << listen;
    EXPECT_THAT(CheckListenAddress(listen).message(), HasSubstr("--listen '" + listen + "'"));
    EXPECT_THAT(CheckHttpAddress("--metrics-listen", listen).message(), HasSubstr("--metrics-listen '" + listen + "'"));
  }
}

TEST(ListenAddressTest, LoopbackAndSocketsAreLocal) {
  for (const std::string listen :
       {"127.0.0.1:1", "127.255.0.9:1", "[::1]:1", "::1:1", "localhost:1", "LOCALHOST:1", "unix:/a"}) {
    EXPECT_TRUE(IsLocalAddress(listen)) << listen;
  }
  for (const std::string listen : {"0.0.0.0:1", "[::]:1", "128.0.0.1:1", "10.0.0.1:1", "[::ffff:10.0.0.1]:1",
                                   "[fe80::1]:1", "rollcall:1", "localhost.example:1", "127.0.0.1.example:1", "*:1"}) {
    EXPECT_FALSE(IsLocalAddress(listen)) << listen;
  }
}

TEST(ListenAddressTest, WithPortReplacesThePort) {
  EXPECT_EQ(WithPort("127.0.0.1:0", 4242), "127.0.0.1:4242");
  EXPECT_EQ(WithPort("[::1]:0", 4242), "[::1]:4242");
  EXPECT_EQ(WithPort("unix:/tmp/a:b", 1), "unix:/tmp/a:b");
}

TEST(ListenAddressTest, ResolveFindsNumericAddresses) {
  const auto ipv4 = Resolve("127.0.0.1:80");
  ASSERT_TRUE(ipv4.ok()) << ipv4.status();
  EXPECT_EQ((*ipv4)->ai_family, AF_INET);
  const auto ipv6 = Resolve("[::1]:80");
  ASSERT_TRUE(ipv6.ok()) << ipv6.status();
  EXPECT_EQ((*ipv6)->ai_family, AF_INET6);
}

TEST(ListenAddressTest, ResolveSaysThatThereIsNoSuchHost) {
  EXPECT_EQ(Resolve("no-such-host.invalid:80").status().code(), absl::StatusCode::kUnavailable);
}

TEST(ListenAddressTest, TheReasonIsFoundByTrying) {
  const auto address = Resolve("127.0.0.1:0");
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(bind(socket, (*address)->ai_addr, (*address)->ai_addrlen), 0);
  ASSERT_EQ(listen(socket, 1), 0);
  sockaddr_in taken{};
  socklen_t size = sizeof(taken);
  getsockname(socket, reinterpret_cast<sockaddr*>(&taken), &size);
  const std::string listen = WithPort("127.0.0.1:0", ntohs(taken.sin_port));
  EXPECT_EQ(WhyNotListen(listen, "--at"),
            "Address already in use; choose another address with --at, or end what uses this one");
  close(socket);
  EXPECT_EQ(WhyNotListen(listen, "--at"), "it was in use a moment ago; try again");
  EXPECT_THAT(WhyNotListen("192.0.2.1:1", "--at"), HasSubstr("with --at: this one is not of this machine"));
  EXPECT_THAT(WhyNotListen("no-such-host.invalid:1", "--at"), HasSubstr("choose another address with --at"));
}

}  // namespace
}  // namespace rollcall
