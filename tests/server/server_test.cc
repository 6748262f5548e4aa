// SPDX-License-Identifier: Apache-2.0
#include "server/server.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "rollcall/v1/rollcall.grpc.pb.h"
#include "tests/testing/embedded_broker.h"
#include "tests/testing/waiting.h"

namespace rollcall {
namespace {

constexpr char kTopic[] = "statuses";
constexpr char kNoBroker[] = "127.0.0.1:1";

std::unique_ptr<Server> StartServer(const std::string& brokers, const std::string& http_listen = "") {
  ServerConfig config;
  config.kafka.brokers = brokers;
  config.topic = kTopic;
  config.listen = "127.0.0.1:0";
  config.http.listen = http_listen;
  auto server = Server::Start(config);
  EXPECT_TRUE(server.ok()) << server.status();
  return *std::move(server);
}

grpc::Status List(const std::string& address) {
  const auto stub =
      v1::CoprocessorStatusService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  v1::ListNodesResponse response;
  return stub->ListNodes(&context, {}, &response);
}

TEST(ServerTest, StopEndsAllThreads) {
  const auto broker = testing::StartBroker(kTopic);
  const auto server = StartServer(broker->BrokerAddress(), "127.0.0.1:0");
  ASSERT_TRUE(testing::Eventually([&] { return List(server->address()).ok(); }));
  EXPECT_TRUE(server->Stop(absl::Minutes(1)));
  EXPECT_EQ(List(server->address()).error_code(), grpc::StatusCode::UNAVAILABLE);
}

// The first question to the brokers takes at least three seconds there.
TEST(ServerTest, StopDoesNotWaitForABrokerThatCannotBeReached) {
  const auto server = StartServer(kNoBroker);
  EXPECT_FALSE(server->Stop(absl::Milliseconds(500)));
  EXPECT_EQ(List(server->address()).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(ServerTest, CanBeStoppedMoreThanOnce) {
  const auto broker = testing::StartBroker(kTopic);
  const auto server = StartServer(broker->BrokerAddress());
  EXPECT_TRUE(server->Stop(absl::Minutes(1)));
  EXPECT_TRUE(server->Stop(absl::Minutes(1)));
}

}  // namespace
}  // namespace rollcall
