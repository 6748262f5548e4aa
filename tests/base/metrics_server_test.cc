// SPDX-License-Identifier: Apache-2.0
#include "base/metrics_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <future>
#include <list>
#include <memory>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/unique_fd.h"
#include "tests/testing/captured_log.h"
#include "tests/testing/waiting.h"

namespace rollcall {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kRequest = "GET /metrics HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
constexpr std::string_view kHalfARequest = kRequest.substr(0, kRequest.size() / 2);
constexpr unsigned kLongSilenceS = 600;

sockaddr_in AddressOf(const char* host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  CHECK_EQ(inet_pton(AF_INET, host, &address.sin_addr), 1);
  return address;
}

// To HOST:PORT of 127.0.0.1, from an address of loopback.
class Connection {
 public:
  explicit Connection(const std::string& server, const char* from = "127.0.0.1")
      : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval timeout{.tv_sec = 20, .tv_usec = 0};
    CHECK_EQ(setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)), 0);
    const sockaddr_in local = AddressOf(from, 0);
    CHECK_EQ(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&local), sizeof(local)), 0);
    const sockaddr_in remote = AddressOf("127.0.0.1", std::stoi(server.substr(server.rfind(':') + 1)));
    CHECK_EQ(connect(socket_.get(), reinterpret_cast<const sockaddr*>(&remote), sizeof(remote)), 0);
  }

  void Send(std::string_view bytes) { send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  // What the server sends until it closes the connection, or sends nothing for 20 s.
  std::string ReadToEnd() {
    std::string all;
    char bytes[4096];
    for (ssize_t count = 0; (count = recv(socket_.get(), bytes, sizeof(bytes), 0)) > 0;) {
      all.append(bytes, static_cast<size_t>(count));
    }
    return all;
  }
  // Scrapes, and leaves the connection open. Returns the answer.
  std::string AskAgain() {
    Send("GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n");
    std::string all;
    char byte = 0;
    while (!all.ends_with("\nanswer 42\n") && recv(socket_.get(), &byte, 1, 0) == 1) all += byte;
    return all;
  }
  bool IsOpen() const {
    char byte = 0;
    return recv(socket_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
  }

 private:
  UniqueFd socket_;
};

class MetricsServerTest : public ::testing::Test {
 protected:
  MetricsServerTest() { prometheus::BuildGauge().Name("answer").Register(*metrics_).Add({}).Set(42); }

  std::unique_ptr<MetricsServer> Start(const std::string& listen = "127.0.0.1:0", MetricsServerLimits limits = {}) {
    auto server = MetricsServer::Start(listen, metrics_, limits);
    EXPECT_TRUE(server.ok()) << server.status();
    return server.ok() ? *std::move(server) : nullptr;
  }
  static std::string Ask(const MetricsServer& server, std::string_view request) {
    Connection connection(server.address());
    connection.Send(request);
    return connection.ReadToEnd();
  }
  static void ExpectMetrics(const std::string& answer) {
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("text/plain; version=0.0.4"));
    EXPECT_THAT(answer, HasSubstr("\nanswer 42\n"));
  }

  const std::shared_ptr<prometheus::Registry> metrics_ = std::make_shared<prometheus::Registry>();
};

TEST_F(MetricsServerTest, ServesTheMetricsAndNothingElse) {
  const auto server = Start();
  ExpectMetrics(Ask(*server, kRequest));
  EXPECT_THAT(Ask(*server, "GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(Ask(*server, "POST /metrics HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"),
              StartsWith("HTTP/1.1 405 "));
}

TEST_F(MetricsServerTest, ListensOnAnyAddressAndOnNames) {
  for (const char* listen : {"127.0.0.1:0", "0.0.0.0:0", "localhost:0"}) {
    const auto server = Start(listen);
    ASSERT_NE(server, nullptr) << listen;
    EXPECT_THAT(server->address(), ::testing::Not(::testing::EndsWith(":0")));
  }
}

TEST_F(MetricsServerTest, SeveralScrapersAreServedAtOnce) {
  const auto server = Start();
  std::list<Connection> scrapers;
  for (int i = 0; i < 20; ++i) scrapers.emplace_back(server->address()).Send(kHalfARequest);
  for (auto scraper = scrapers.rbegin(); scraper != scrapers.rend(); ++scraper) {
    scraper->Send(kRequest.substr(kHalfARequest.size()));
    ExpectMetrics(scraper->ReadToEnd());
  }
}

TEST_F(MetricsServerTest, SilentConnectionsKeepNobodyWaiting) {
  const auto server = Start("127.0.0.1:0", {.silence_s = kLongSilenceS});
  std::list<Connection> silent;
  for (int i = 0; i < 200; ++i) {
    silent.emplace_back(server->address());
    silent.emplace_back(server->address()).Send(kHalfARequest);
  }
  ExpectMetrics(Ask(*server, kRequest));
  for (const Connection& connection : silent) EXPECT_TRUE(connection.IsOpen());
}

TEST_F(MetricsServerTest, OneAddressLeavesRoomForOthers) {
  const auto server =
      Start("127.0.0.1:0", {.max_connections = 20, .max_connections_per_address = 10, .silence_s = kLongSilenceS});
  std::list<Connection> silent;
  for (int i = 0; i < 50; ++i) silent.emplace_back(server->address(), "127.0.0.2");
  ExpectMetrics(Ask(*server, kRequest));
  EXPECT_TRUE(testing::Eventually([&] { return !silent.front().IsOpen(); }));
  EXPECT_TRUE(silent.back().IsOpen());
}

// Also those of its own address, such as that of a proxy in front of all scrapers.
TEST_F(MetricsServerTest, SilentConnectionsGiveWayToANewOne) {
  const auto server =
      Start("127.0.0.1:0", {.max_connections = 20, .max_connections_per_address = 10, .silence_s = kLongSilenceS});
  std::list<Connection> silent;
  for (int i = 0; i < 200; ++i) {
    silent.emplace_back(server->address());
    silent.emplace_back(server->address(), "127.0.0.2").Send(kHalfARequest);
    silent.emplace_back(server->address(), "127.0.0.3");
  }
  ExpectMetrics(Ask(*server, kRequest));
  EXPECT_TRUE(testing::Eventually([&] {
    return std::count_if(silent.begin(), silent.end(), [](const Connection& one) { return one.IsOpen(); }) <= 20;
  }));
  EXPECT_TRUE(silent.back().IsOpen()) << "more were closed than had to be";
}

TEST_F(MetricsServerTest, WhoScrapesIsNotClosedBeforeWhoIsSilent) {
  testing::CapturedLog log;
  const auto server =
      Start("127.0.0.1:0", {.max_connections = 2, .max_connections_per_address = 2, .silence_s = kLongSilenceS});
  Connection scraper(server->address());
  Connection silent(server->address());
  ExpectMetrics(scraper.AskAgain());
  Connection third(server->address());
  EXPECT_TRUE(testing::Eventually([&] { return !silent.IsOpen(); }));
  ExpectMetrics(scraper.AskAgain());
  EXPECT_TRUE(third.IsOpen());
  EXPECT_THAT(log.Lines(), HasSubstr("fault=\"from 127.0.0.1\""));
}

TEST_F(MetricsServerTest, ASilentConnectionIsClosedInTheEnd) {
  const auto server = Start("127.0.0.1:0", {.silence_s = 1});
  Connection silent(server->address());
  Connection half(server->address());
  half.Send(kHalfARequest);
  EXPECT_TRUE(testing::Eventually([&] { return !silent.IsOpen() && !half.IsOpen(); }));
}

TEST_F(MetricsServerTest, StopsAlthoughAConnectionIsSilent) {
  auto server = Start("127.0.0.1:0", {.silence_s = kLongSilenceS});
  Connection silent(server->address());
  Connection half(server->address());
  half.Send(kHalfARequest);
  ExpectMetrics(Ask(*server, kRequest));
  const auto stop = std::async(std::launch::async, [&] { server.reset(); });
  EXPECT_EQ(stop.wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

TEST_F(MetricsServerTest, ItsPortCanBeTakenAgainOnceItStopped) {
  std::unique_ptr<MetricsServer> server = Start();
  const std::string address = server->address();
  ExpectMetrics(Ask(*server, kRequest));
  server.reset();
  server = Start(address);
  EXPECT_EQ(server->address(), address);
}

TEST_F(MetricsServerTest, SaysThatTheAddressIsTaken) {
  const std::unique_ptr<MetricsServer> server = Start();
  const auto second = MetricsServer::Start(server->address(), metrics_);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(second.status().message(), HasSubstr("Address already in use"));
}

}  // namespace
}  // namespace rollcall
