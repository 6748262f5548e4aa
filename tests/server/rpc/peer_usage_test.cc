// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/peer_usage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>

namespace rollcall::rpc {
namespace {

const Peer kOne{"10.0.0.1", "10.0.0.1:1"};
const Peer kOneAgain{"10.0.0.1", "10.0.0.1:2"};
const Peer kOther{"10.0.0.2", "10.0.0.2:1"};

TEST(PeerUsageTest, LimitsTheConnectionsOfAPeerAndOfAll) {
  PeerUsage usage({.max_connections = 3, .max_connections_per_peer = 2, .max_calls_per_peer = 1});
  EXPECT_TRUE(usage.BeginConnection(kOne).ok());
  EXPECT_TRUE(usage.BeginConnection(kOneAgain).ok());
  const absl::Status of_peer = usage.BeginConnection(kOne);
  EXPECT_EQ(of_peer.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(of_peer.message()), ::testing::HasSubstr("peer has its 2 connections"));
  EXPECT_TRUE(usage.BeginConnection(kOther).ok());
  EXPECT_THAT(std::string(usage.BeginConnection(kOther).message()),
              ::testing::HasSubstr("server has its 3 connections"));
  usage.EndConnection(kOne);
  EXPECT_EQ(usage.connections(), 2u);
  EXPECT_TRUE(usage.BeginConnection(kOne).ok());
}

TEST(PeerUsageTest, LimitsTheCallsOfAPeer) {
  PeerUsage usage({.max_connections = 3, .max_connections_per_peer = 2, .max_calls_per_peer = 1});
  EXPECT_TRUE(usage.BeginCall(kOne).ok());
  EXPECT_EQ(usage.BeginCall(kOneAgain).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(usage.BeginCall(kOther).ok());
  usage.EndCall(kOne);
  EXPECT_TRUE(usage.BeginCall(kOneAgain).ok());
}

TEST(PeerUsageTest, SaysWhenThereAreNoConnectionsAnyMore) {
  PeerUsage usage({.max_connections = 3, .max_connections_per_peer = 2, .max_calls_per_peer = 1});
  EXPECT_TRUE(usage.WaitUntilNoConnections(absl::ZeroDuration()));
  ASSERT_TRUE(usage.BeginConnection(kOne).ok());
  ASSERT_TRUE(usage.BeginConnection(kOther).ok());
  EXPECT_FALSE(usage.WaitUntilNoConnections(absl::Milliseconds(1)));
  auto wait = std::async(std::launch::async, [&] { return usage.WaitUntilNoConnections(absl::Minutes(1)); });
  usage.EndConnection(kOne);
  EXPECT_EQ(wait.wait_for(std::chrono::milliseconds(1)), std::future_status::timeout);
  usage.EndConnection(kOther);
  ASSERT_EQ(wait.wait_for(std::chrono::seconds(20)), std::future_status::ready);
  EXPECT_TRUE(wait.get());
}

}  // namespace
}  // namespace rollcall::rpc
