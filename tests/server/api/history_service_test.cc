// SPDX-License-Identifier: Apache-2.0
// ListChanges on a real server: turns, the limit, cancellation and the end. The log is one that a test holds up.
#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <iterator>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "rollcall/v1/rollcall.grpc.pb.h"
#include "tests/testing/captured_log.h"
#include "tests/testing/fed_store.h"
#include "tests/testing/listed_log.h"
#include "tests/testing/status_server.h"
#include "tests/testing/waiting.h"

namespace rollcall::api {
namespace {

using testing::Eventually;

// Its readings wait until they are let go, or nobody wants them.
class HeldLog final : public testing::ListedLog {
 public:
  absl::Status Read(int64_t end, const Deadline& deadline, const std::function<bool()>& is_wanted,
                    history::LogSink& sink) override {
    ++begun;
    EXPECT_TRUE(Eventually([&] { return !is_held || !is_wanted(); }));
    return ListedLog::Read(end, deadline, is_wanted, sink);
  }

  std::atomic<bool> is_held = false;
  std::atomic<int> begun = 0;
};

class HistoryServiceTest : public ::testing::Test {
 protected:
  HistoryServiceTest() {
    log_->entries.push_back({feed_.Put(7, {}), topic::BinaryKey(7), testing::StatusJson(7, {}), 0});
    ApiOptions options;
    options.history_log = log_;
    options.history_limits.max_waiting = 2;
    server_.emplace(feed_.store(), std::move(options));
    stub_ = v1::CoprocessorStatusService::NewStub(
        grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials()));
  }
  ~HistoryServiceTest() override { log_->is_held = false; }

  // A call that another thread waits for.
  struct Call {
    grpc::ClientContext context;
    v1::ListChangesResponse response;
    std::future<grpc::Status> status;
  };
  Call& Begin(v1::ListChangesRequest request = {}) {
    Call& call = calls_.emplace_back();
    call.context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
    call.status = std::async(std::launch::async, [this, &call, request = std::move(request)] {
      return stub_->ListChanges(&call.context, request, &call.response);
    });
    return call;
  }
  // One that is being served, and as many as may wait.
  void FillUp() {
    log_->is_held = true;
    Begin();
    ASSERT_TRUE(Eventually([&] { return log_->begun == 1; }));
    Begin();
    Begin();
    ASSERT_TRUE(Eventually([&] { return counters().waiting == 2; }));
  }
  const HistoryCounters& counters() { return server_->api().histories()->counters(); }
  static std::string ReasonOf(const grpc::Status& status) {
    google::rpc::Status details;
    EXPECT_TRUE(details.ParseFromString(status.error_details()));
    google::rpc::ErrorInfo info;
    for (const auto& detail : details.details()) {
      if (detail.UnpackTo(&info)) break;
    }
    return info.reason();
  }

  testing::CapturedLog captured_;
  testing::FedStore feed_;
  const std::shared_ptr<HeldLog> log_ = std::make_shared<HeldLog>();
  std::optional<testing::StatusServer> server_;
  std::unique_ptr<v1::CoprocessorStatusService::Stub> stub_;
  std::list<Call> calls_;
};

TEST_F(HistoryServiceTest, AnswersFromTheLog) {
  Call& call = Begin();
  const grpc::Status status = call.status.get();
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(call.response.changes_size(), 1);
  EXPECT_EQ(call.response.changes(0).node_id(), 7);
  EXPECT_EQ(call.response.header().topic(), "coprocessor_status_topic");
}

TEST_F(HistoryServiceTest, OneIsServedAtATimeAndFewWait) {
  FillUp();
  Call& refused = Begin();
  const grpc::Status status = refused.status.get();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonOf(status), "HISTORY_LIMIT");
  EXPECT_EQ(log_->begun, 1);
  log_->is_held = false;
  calls_.pop_back();
  for (Call& call : calls_) EXPECT_TRUE(call.status.get().ok());
  EXPECT_EQ(log_->begun, 3);
  EXPECT_EQ(counters().refused, 1u);
}

TEST_F(HistoryServiceTest, WhatIsCanceledGivesItsPlaceAway) {
  FillUp();
  for (auto call = std::next(calls_.begin()); call != calls_.end(); ++call) call->context.TryCancel();
  EXPECT_TRUE(Eventually([&] { return counters().waiting == 0; }));
  calls_.front().context.TryCancel();  // last, or one that waits would have its turn before it is canceled
  log_->is_held = false;
  EXPECT_TRUE(Begin().status.get().ok());
  EXPECT_EQ(log_->begun, 2) << "nothing was read for those that were canceled before their turn";
}

TEST_F(HistoryServiceTest, AFaultOfTheLogIsToldAndLogged) {
  log_->status = absl::UnavailableError("no broker answers");
  const grpc::Status status = Begin().status.get();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(status), "HISTORY_NOT_READ");
  EXPECT_TRUE(Eventually([&] { return captured_.Lines().find("a history was not read") != std::string::npos; }));
}

TEST_F(HistoryServiceTest, ABadRequestDoesNotWaitForItsTurn) {
  FillUp();
  v1::ListChangesRequest request;
  request.set_page_size(-1);
  EXPECT_EQ(ReasonOf(Begin(request).status.get()), "INVALID_FIELD");
}

TEST_F(HistoryServiceTest, TheEndOfTheServerEndsAll) {
  FillUp();
  server_->api().EndCalls();
  for (Call& call : calls_) EXPECT_EQ(ReasonOf(call.status.get()), "SHUTTING_DOWN");
  EXPECT_EQ(ReasonOf(Begin().status.get()), "SHUTTING_DOWN");
}

}  // namespace
}  // namespace rollcall::api
