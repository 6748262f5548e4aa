// SPDX-License-Identifier: Apache-2.0
#include "base/metrics_server.h"

#include <gtest/gtest.h>
#include <prometheus/registry.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>

namespace rollcall {
namespace {

class MetricsServerTest : public ::testing::Test {
 protected:
  std::unique_ptr<MetricsServer> Start(const std::string& listen) {
    auto server = MetricsServer::Start(listen, std::make_shared<prometheus::Registry>());
    EXPECT_TRUE(server.ok()) << server.status();
    return server.ok() ? *std::move(server) : nullptr;
  }
};

// Without WakeConnection each stop would take the two seconds of the library's timer.
TEST_F(MetricsServerTest, StopsWithoutWaitingForTheLibrarysTimer) {
  constexpr int kStops = 10;
  constexpr std::chrono::seconds kHalfOfTheTimers(10);
  for (const char* listen : {"127.0.0.1:0", "0.0.0.0:0", "localhost:0"}) {
    const auto stops = std::async(std::launch::async, [&] {
      for (int i = 0; i < kStops; ++i) Start(listen);
    });
    EXPECT_EQ(stops.wait_for(kHalfOfTheTimers), std::future_status::ready) << listen;
  }
}

TEST_F(MetricsServerTest, ItsPortCanBeTakenAgainOnceItStopped) {
  std::unique_ptr<MetricsServer> server = Start("127.0.0.1:0");
  const std::string address = server->address();
  server.reset();
  server = Start(address);
  EXPECT_EQ(server->address(), address);
}

TEST_F(MetricsServerTest, SaysThatTheAddressIsTaken) {
  const std::unique_ptr<MetricsServer> server = Start("127.0.0.1:0");
  const auto second = MetricsServer::Start(server->address(), std::make_shared<prometheus::Registry>());
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace rollcall
