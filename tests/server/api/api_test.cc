// SPDX-License-Identifier: Apache-2.0
// The server of the API as a whole: where it listens, and what it does without a request.
#include "server/api/api.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>

#include "rollcall/v1/rollcall.grpc.pb.h"
#include "tests/testing/fed_store.h"
#include "tests/testing/status_server.h"
#include "tests/testing/waiting.h"

namespace rollcall::api {
namespace {

using testing::FedStore;
using testing::StatusServer;

// Lists one of several nodes, so that there is a next page.
grpc::Status ListOne(const std::string& address) {
  const auto stub =
      v1::CoprocessorStatusService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
  v1::ListNodesRequest request;
  request.set_page_size(1);
  v1::ListNodesResponse response;
  return stub->ListNodes(&context, request, &response);
}

TEST(ApiTest, SaysThatTheAddressIsTaken) {
  FedStore feed;
  StatusServer server(feed.store());
  const auto second = Api::Start(feed.store(), server.address(), {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(second.status().message(), ::testing::HasSubstr("Address already in use"));
}

TEST(ApiTest, CanBeShutDownMoreThanOnce) {
  FedStore feed;
  StatusServer server(feed.store());
  server.api().EndCalls();
  server.api().Shutdown();
  server.api().Shutdown();
  EXPECT_EQ(ListOne(server.address()).error_code(), grpc::StatusCode::UNAVAILABLE);
}

// The clock blocks the thread pool, which answers lists of large states.
TEST(ApiTest, WatchesEndWhileTheThreadPoolIsBusy) {
  FedStore feed;
  std::promise<void> release;
  std::promise<void> busy;
  StatusServer server(feed.store(), {.limits = {},
                                     .clock =
                                         [&, released = release.get_future().share()] {
                                           busy.set_value();
                                           released.wait();
                                           return testing::kFeedTime;
                                         },
                                     .expiry_interval = absl::Hours(1)});
  const auto stub =
      v1::CoprocessorStatusService::NewStub(grpc::CreateChannel(server.address(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  const auto watch = stub->WatchStatus(&context, {});
  v1::WatchStatusResponse message;
  ASSERT_TRUE(watch->Read(&message));
  busy.get_future().wait();
  const auto end = std::async(std::launch::async, [&] { server.api().EndCalls(); });
  while (watch->Read(&message)) {
  }
  EXPECT_EQ(watch->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  release.set_value();
  end.wait();
}

TEST(ApiTest, SnapshotsAreDroppedAfterTheirTimeAlthoughThereIsNoRequest) {
  FedStore feed;
  for (int32_t id = 0; id < 3; ++id) feed.Put(id, {});
  std::atomic<int64_t> seconds = 0;
  StatusServer server(feed.store(), {.limits = {},
                                     .clock = [&] { return testing::kFeedTime + absl::Seconds(seconds.load()); },
                                     .expiry_interval = absl::Milliseconds(1)});
  ASSERT_TRUE(ListOne(server.address()).ok());
  EXPECT_EQ(server.api().lists().kept_snapshots(), 1u);
  seconds = 61;
  EXPECT_TRUE(testing::Eventually([&] { return server.api().lists().kept_snapshots() == 0; }));
}

TEST(ApiTest, CountsWhatTheFiltersOfWatchesRemember) {
  FedStore feed;
  for (int32_t id = 0; id < 3; ++id) feed.Put(id, {{"name_a"}});
  StatusServer server(feed.store());
  EXPECT_EQ(server.api().filter_memory_bytes(), 0u);
  const auto stub =
      v1::CoprocessorStatusService::NewStub(grpc::CreateChannel(server.address(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
  v1::WatchStatusRequest request;
  for (const char* glob : {"*a*b", "*a*c", "*a*d", "n*_*a"}) request.mutable_filter()->add_names(glob);
  const auto watch = stub->WatchStatus(&context, request);
  v1::WatchStatusResponse message;
  ASSERT_TRUE(watch->Read(&message));
  EXPECT_GT(server.api().filter_memory_bytes(), 0u);
}

}  // namespace
}  // namespace rollcall::api
