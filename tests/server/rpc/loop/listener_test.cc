// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/loop/listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "server/rpc/loop/peer.h"
#include "tests/testing/captured_log.h"
#include "tests/testing/temporary_folder.h"
#include "tests/testing/waiting.h"

namespace rollcall::rpc {
namespace {

using testing::Eventually;
using ::testing::HasSubstr;

constexpr mode_t kMode = 0600;

int PortOf(const std::string& address) { return std::stoi(address.substr(address.rfind(':') + 1)); }

UniqueFd ConnectTo(const std::string& address) {
  UniqueFd fd(socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(PortOf(address)));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof(to)), 0);
  return fd;
}

TEST(ListenOnTest, TakesAFreePort) {
  const auto sockets = ListenOn("127.0.0.1:0", kMode);
  ASSERT_TRUE(sockets.ok()) << sockets.status();
  EXPECT_GT(PortOf(sockets->address), 0);
}

TEST(ListenOnTest, TwoCannotListenOnOneAddress) {
  const auto first = ListenOn("127.0.0.1:0", kMode);
  const auto second = ListenOn(first->address, kMode);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("Address already in use; choose another address"));
}

TEST(ListenOnTest, AHostNameMayBeSeveralAddressesWithOnePort) {
  const auto sockets = ListenOn("localhost:0", kMode);
  ASSERT_TRUE(sockets.ok()) << sockets.status();
  EXPECT_GE(sockets->fds.size(), 1u);
  EXPECT_THAT(sockets->address, HasSubstr("localhost:"));
}

TEST(ListenOnTest, SaysWhyAHostCannotBeListenedOn) {
  EXPECT_THAT(std::string(ListenOn("192.0.2.1:0", kMode).status().message()),
              HasSubstr("Cannot assign requested address; choose another address with --listen: this one is not of"));
  EXPECT_THAT(std::string(ListenOn("no-such-host.invalid:1", kMode).status().message()),
              HasSubstr("cannot listen on no-such-host.invalid:1: "));
}

TEST(ListenOnTest, AUnixSocketHasItsModeAndReplacesAStaleOne) {
  const testing::TemporaryFolder folder;
  const std::string path = folder / "socket";
  for (int i = 0; i < 2; ++i) {  // the second time the file of the first is there, and nobody listens
    const auto sockets = ListenOn("unix:" + path, 0640);
    ASSERT_TRUE(sockets.ok()) << sockets.status();
    struct stat file {};
    ASSERT_EQ(stat(path.c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777, 0640u);
  }
}

TEST(ListenOnTest, AUnixSocketInUseIsNotTakenAway) {
  const testing::TemporaryFolder folder;
  const std::string address = "unix:" + (folder / "socket");
  const auto first = ListenOn(address, kMode);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(ListenOn(address, kMode).status().code(), absl::StatusCode::kUnavailable);
}

TEST(ListenOnTest, SaysWhatIsWrongWithAUnixSocketsPath) {
  EXPECT_THAT(std::string(ListenOn("unix:/no/such/folder/socket", kMode).status().message()),
              HasSubstr("the directory of the socket must exist and be writable"));
  EXPECT_THAT(std::string(ListenOn("unix:" + std::string(200, 'x'), kMode).status().message()), HasSubstr("107 bytes"));
  const testing::TemporaryFolder folder;
  EXPECT_THAT(std::string(ListenOn("unix:" + folder.path().string(), kMode).status().message()),
              HasSubstr("a file that is no socket has this name; choose another one with --listen"));
}

TEST(ListenerTest, RemovesTheFileOfItsUnixSocketUnlessItIsAnothers) {
  const testing::TemporaryFolder folder;
  const std::string path = folder / "socket";
  EventLoop loop;
  auto listener = std::make_unique<Listener>(loop, *ListenOn("unix:" + path, kMode), [](UniqueFd) {});
  unlink(path.c_str());
  auto other = std::make_unique<Listener>(loop, *ListenOn("unix:" + path, kMode), [](UniqueFd) {});
  listener.reset();
  EXPECT_EQ(access(path.c_str(), F_OK), 0);
  other.reset();
  EXPECT_NE(access(path.c_str(), F_OK), 0);
}

TEST(ListenerTest, AcceptsConnectionsAndKnowsTheirPeers) {
  EventLoop loop;
  std::atomic<int> accepted = 0;
  auto sockets = ListenOn("127.0.0.1:0", kMode);
  const std::string address = sockets->address;
  Listener listener(loop, *std::move(sockets), [&](UniqueFd fd) {
    const Peer peer = PeerOf(fd.get());
    EXPECT_EQ(peer.host, "127.0.0.1");
    EXPECT_THAT(peer.address, HasSubstr("127.0.0.1:"));
    ++accepted;
  });
  loop.Start("test");
  std::vector<UniqueFd> clients;
  for (int i = 0; i < 100; ++i) clients.push_back(ConnectTo(address));
  EXPECT_TRUE(Eventually([&] { return accepted == 100; }));
  loop.Stop();
}

// A process that has no free descriptor goes on when it has one again.
TEST(ListenerTest, SurvivesTheLimitOfOpenFiles) {
  EventLoop loop;
  std::atomic<int> accepted = 0;
  auto sockets = ListenOn("127.0.0.1:0", kMode);
  const std::string address = sockets->address;
  testing::CapturedLog log;
  Listener listener(loop, *std::move(sockets), [&](UniqueFd) { ++accepted; });
  loop.Start("test");
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const UniqueFd client = ConnectTo(address);
  ASSERT_TRUE(Eventually([&] { return accepted == 1; }));
  const UniqueFd waiting(socket(AF_INET, SOCK_STREAM, 0));
  rlimit none = before;
  none.rlim_cur = 3;  // below what is open
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(PortOf(address)));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(connect(waiting.get(), reinterpret_cast<const sockaddr*>(&to), sizeof(to)), 0);
  std::string lines;
  EXPECT_TRUE(Eventually([&] {
    lines += log.Lines();
    return lines.find("Too many open files") != std::string::npos;
  }));
  EXPECT_EQ(accepted, 1);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(Eventually([&] { return accepted == 2; }));
  loop.Stop();
}

}  // namespace
}  // namespace rollcall::rpc
