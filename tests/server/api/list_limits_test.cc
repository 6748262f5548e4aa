// SPDX-License-Identifier: Apache-2.0
// What happens to lists while the threads that answer them are busy, and when too many wait.
#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <list>
#include <memory>
#include <string>
#include <utility>

#include "rollcall/v1/rollcall.grpc.pb.h"
#include "server/api/api.h"
#include "tests/testing/captured_log.h"
#include "tests/testing/fed_store.h"
#include "tests/testing/status_server.h"
#include "tests/testing/waiting.h"

namespace rollcall::api {
namespace {

using testing::Eventually;
using testing::FedStore;
using ::testing::HasSubstr;
using testing::StatusServer;

constexpr int32_t kManyNodes = 5'001;  // so that a thread of the pool answers
constexpr size_t kMoreThanThreads = 6;

// A call of ListNodes, which another thread waits for.
class List {
 public:
  List(v1::CoprocessorStatusService::Stub& stub, v1::ListNodesRequest request,
       std::chrono::milliseconds timeout = std::chrono::minutes(1)) {
    context_.set_deadline(std::chrono::system_clock::now() + timeout);
    request.set_page_size(1);
    status_ = std::async(std::launch::async, [this, &stub, request] {
      v1::ListNodesResponse response;
      return stub.ListNodes(&context_, request, &response);
    });
  }

  void Cancel() { context_.TryCancel(); }
  grpc::Status status() { return status_.get(); }

 private:
  grpc::ClientContext context_;
  std::future<grpc::Status> status_;
};

class ListLimitsTest : public ::testing::Test {
 protected:
  ~ListLimitsTest() override { Release(); }

  void Start(list::ListLimits limits) {
    for (int32_t id = 0; id < kManyNodes; ++id) feed_.Put(id, {});
    ApiOptions options;
    options.clock = [this] {
      ++answers_;
      released_.wait();
      return testing::kFeedTime;
    };
    options.expiry_interval = absl::Hours(1);
    options.list_limits = limits;
    server_ = std::make_unique<StatusServer>(feed_.store(), options);
    stub_ = v1::CoprocessorStatusService::NewStub(
        grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials()));
    // The first work of the pool is to drop expired snapshots, which asks the clock too.
    ASSERT_TRUE(Eventually([&] { return answers_ == 1; }));
  }
  void Release() {
    if (!std::exchange(is_released_, true)) release_.set_value();
  }
  const ListServer& lists() const { return server_->api().lists(); }
  // Calls that a thread has begun to answer or that wait for one.
  size_t taken() const { return answers_ - 1 + lists().queued(); }

  List& Begin(std::chrono::milliseconds timeout = std::chrono::minutes(1)) {
    List& list = lists_.emplace_back(*stub_, v1::ListNodesRequest(), timeout);
    EXPECT_TRUE(Eventually([&] { return taken() + lists().queue_refused() == lists_.size(); }));
    return list;
  }

  testing::CapturedLog log_;
  FedStore feed_;
  std::atomic<size_t> answers_ = 0;  // that were begun
  std::promise<void> release_;
  const std::shared_future<void> released_ = release_.get_future().share();
  bool is_released_ = false;
  std::unique_ptr<StatusServer> server_;
  std::unique_ptr<v1::CoprocessorStatusService::Stub> stub_;
  std::list<List> lists_;
};

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

void ExpectListLimit(const grpc::Status& status) {
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  google::rpc::ErrorInfo info;
  google::rpc::RetryInfo retry;
  const google::rpc::Status details = DetailsOf(status);
  for (const auto& detail : details.details()) detail.UnpackTo(&info) || detail.UnpackTo(&retry);
  EXPECT_EQ(info.reason(), "LIST_LIMIT");
  EXPECT_GT(retry.retry_delay().seconds(), 0);
}

TEST_F(ListLimitsTest, WhatWasCanceledOrHasExpiredIsNotMade) {
  Start({});
  for (size_t i = 0; i < kMoreThanThreads; ++i) Begin();
  List& canceled = Begin();
  List& expired = Begin(std::chrono::seconds(5));
  canceled.Cancel();
  EXPECT_EQ(canceled.status().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_EQ(expired.status().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  ASSERT_TRUE(Eventually([&] { return server_->api().rpc_counters().calls == kMoreThanThreads; }));
  EXPECT_EQ(taken(), kMoreThanThreads + 2);
  Release();
  server_->api().Shutdown();
  EXPECT_EQ(answers_ - 1, kMoreThanThreads);
  EXPECT_EQ(lists().queued(), 0u);
}

TEST_F(ListLimitsTest, MoreWorkThanMayWaitIsRefused) {
  Start({.max_queued = 2});
  while (lists().queue_refused() == 0 && lists_.size() < kMoreThanThreads + 2) Begin();
  ASSERT_EQ(lists().queue_refused(), 1u);
  EXPECT_EQ(lists().queued(), 2u);
  ExpectListLimit(lists_.back().status());
  EXPECT_THAT(log_.Lines(), HasSubstr("refused a list\" fault=\"2 lists wait for their turn\""));
  lists_.pop_back();
  Release();
  for (List& list : lists_) EXPECT_TRUE(list.status().ok());
}

TEST_F(ListLimitsTest, MoreListsThanMayWaitForARevisionAreRefused) {
  Start({.max_waiting = 1});
  v1::ListNodesRequest request;
  request.set_min_revision(kManyNodes);
  List waiting(*stub_, request);
  ASSERT_TRUE(Eventually([&] { return lists().waiting() == 1; }));
  ExpectListLimit(List(*stub_, request).status());
  EXPECT_EQ(lists().wait_refused(), 1u);
  EXPECT_EQ(lists().queue_refused(), 0u);
  EXPECT_THAT(log_.Lines(), HasSubstr("refused a list\" fault=\"1 lists wait for their min_revision\""));
  Release();
  feed_.Put(0, {});
  EXPECT_TRUE(waiting.status().ok());
}

}  // namespace
}  // namespace rollcall::api
