// SPDX-License-Identifier: Apache-2.0
// WatchStatus through a real gRPC server on loopback: what the watcher's own tests cannot see.
#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "rollcall/v1/rollcall.grpc.pb.h"
#include "tests/testing/captured_log.h"
#include "tests/testing/fed_store.h"
#include "tests/testing/status_server.h"
#include "tests/testing/waiting.h"

namespace rollcall::api {
namespace {

using testing::FedStore;
using testing::StatusServer;
using Start = FedStore::Start;

// One call, with a deadline that only a hanging test meets.
class Watch {
 public:
  Watch(v1::CoprocessorStatusService::Stub& stub, const v1::WatchStatusRequest& request) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    reader_ = stub.WatchStatus(&context_, request);
  }
  bool Read(v1::WatchStatusResponse& message) { return reader_->Read(&message); }
  bool ReadCheckpoint(v1::WatchStatusResponse& message) {
    do {
      if (!Read(message)) return false;
    } while (!message.has_checkpoint());
    return true;
  }
  void Cancel() { context_.TryCancel(); }
  grpc::Status Finish() {
    v1::WatchStatusResponse rest;
    while (reader_->Read(&rest)) {
    }
    return reader_->Finish();
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchStatusResponse>> reader_;
};

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

template <typename Detail>
bool HasDetail(const grpc::Status& status, Detail* detail) {
  const google::rpc::Status details = DetailsOf(status);
  for (const auto& any : details.details()) {
    if (any.UnpackTo(detail)) return true;
  }
  return false;
}

std::string ReasonOf(const grpc::Status& status) {
  google::rpc::ErrorInfo info;
  EXPECT_TRUE(HasDetail(status, &info));
  return info.reason();
}

class WatchServiceTest : public ::testing::Test {
 protected:
  void Serve(Start start, watch::WatchLimits limits = {}) {
    feed_ = std::make_unique<FedStore>(start);
    server_ = std::make_unique<StatusServer>(feed_->store(), ApiOptions{limits});
    stub_ = v1::CoprocessorStatusService::NewStub(
        grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials()));
  }

  std::unique_ptr<FedStore> feed_;
  std::unique_ptr<StatusServer> server_;
  std::unique_ptr<v1::CoprocessorStatusService::Stub> stub_;
};

TEST_F(WatchServiceTest, SendsASnapshotAndThenEachChange) {
  Serve(Start::kReady);
  feed_->Put(1, {{"a"}});
  Watch watch(*stub_, {});
  v1::WatchStatusResponse message;
  ASSERT_TRUE(watch.Read(message));
  EXPECT_TRUE(message.has_snapshot_started());
  ASSERT_EQ(message.updated_size(), 1);
  EXPECT_EQ(message.updated(0).coprocessors(0).name(), "a");
  EXPECT_EQ(message.checkpoint().header().digest(), message.updated(0).fingerprint());

  const int64_t offset = feed_->Put(2, {{"b"}});
  ASSERT_TRUE(watch.ReadCheckpoint(message));
  EXPECT_FALSE(message.has_snapshot_started());
  ASSERT_EQ(message.updated_size(), 1);
  EXPECT_EQ(message.updated(0).node_id(), 2);
  EXPECT_EQ(message.checkpoint().header().revision(), offset);

  feed_->Delete(1);
  ASSERT_TRUE(watch.ReadCheckpoint(message));
  ASSERT_EQ(message.removed_size(), 1);
  EXPECT_EQ(message.removed(0).node_id(), 1);
  EXPECT_EQ(message.removed(0).reason(), v1::RemovedNode::REASON_DELETED);
  watch.Cancel();
}

TEST_F(WatchServiceTest, CountsSnapshotsAndHowLongAChangeTakesToBeSent) {
  Serve(Start::kReady);
  const rollcall::watch::WatchCounters& counters = server_->api().watch_counters();
  const auto sent = [&] {
    const auto counts = counters.send_time.totals().counts;
    return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
  };
  Watch watch(*stub_, {});
  v1::WatchStatusResponse message;
  ASSERT_TRUE(watch.Read(message));
  EXPECT_EQ(counters.snapshots[v1::SnapshotStarted::REASON_REQUESTED], 1u);
  EXPECT_EQ(sent(), 0u) << "a snapshot tells of no change";
  feed_->Put(2, {{"b"}});
  ASSERT_TRUE(watch.ReadCheckpoint(message));
  EXPECT_TRUE(testing::Eventually([&] { return sent() == 1 && counters.send_time.totals().sum_seconds > 0; }));
  EXPECT_LT(counters.send_time.totals().sum_seconds, 10);
  watch.Cancel();
}

TEST_F(WatchServiceTest, ATokenContinuesOnAnotherCall) {
  Serve(Start::kReady);
  feed_->Put(1, {{"a"}});
  v1::WatchStatusResponse message;
  {
    Watch watch(*stub_, {});
    ASSERT_TRUE(watch.ReadCheckpoint(message));
    watch.Cancel();
  }
  feed_->Put(2, {{"b"}});
  v1::WatchStatusRequest request;
  request.set_resume_token(message.checkpoint().resume_token());
  Watch watch(*stub_, request);
  ASSERT_TRUE(watch.ReadCheckpoint(message));
  EXPECT_FALSE(message.has_snapshot_started());
  ASSERT_EQ(message.updated_size(), 1);
  EXPECT_EQ(message.updated(0).node_id(), 2);
  watch.Cancel();
}

TEST_F(WatchServiceTest, TellsASourceStateAtOnce) {
  Serve(Start::kReady);
  Watch watch(*stub_, {});
  v1::WatchStatusResponse message;
  ASSERT_TRUE(watch.ReadCheckpoint(message));
  feed_->SetSource(v1::SOURCE_STATE_TOPIC_MISSING);
  ASSERT_TRUE(watch.ReadCheckpoint(message));
  EXPECT_EQ(message.checkpoint().header().source_state(), v1::SOURCE_STATE_TOPIC_MISSING);
  watch.Cancel();
}

TEST_F(WatchServiceTest, HeartbeatsWhileNothingChanges) {
  Serve(Start::kReady);
  v1::WatchStatusRequest request;
  request.mutable_heartbeat_interval()->set_seconds(1);
  Watch watch(*stub_, request);
  v1::WatchStatusResponse message;
  ASSERT_TRUE(watch.ReadCheckpoint(message));
  const auto first = message.checkpoint().header().answer_time();
  ASSERT_TRUE(watch.Read(message));
  ASSERT_TRUE(message.has_checkpoint());
  EXPECT_EQ(message.updated_size() + message.removed_size(), 0);
  EXPECT_GT(message.checkpoint().header().answer_time().seconds(), first.seconds() - 1);
  watch.Cancel();
}

TEST_F(WatchServiceTest, RefusesWhatIsOutOfBounds) {
  Serve(Start::kReady);
  v1::WatchStatusRequest request;
  request.mutable_heartbeat_interval()->set_nanos(1);
  EXPECT_EQ(ReasonOf(Watch(*stub_, request).Finish()), "INVALID_FIELD");
  request.Clear();
  request.set_view(static_cast<v1::NodeView>(77));
  EXPECT_EQ(ReasonOf(Watch(*stub_, request).Finish()), "INVALID_FIELD");
  request.Clear();
  request.mutable_filter()->add_states(static_cast<v1::NodeStatus::State>(77));
  EXPECT_EQ(ReasonOf(Watch(*stub_, request).Finish()), "UNKNOWN_FILTER");
}

TEST_F(WatchServiceTest, SaysThatItCannotServeYet) {
  Serve(Start::kNotReady);
  feed_->SetSource(v1::SOURCE_STATE_TOPIC_MISSING);
  const grpc::Status status = Watch(*stub_, {}).Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(status), "TOPIC_MISSING");
}

TEST_F(WatchServiceTest, RefusesMoreWatchesThanItsLimitUntilOneEnds) {
  testing::CapturedLog log;
  Serve(Start::kReady, {.max_watchers = 1});
  v1::WatchStatusResponse message;
  {
    Watch first(*stub_, {});
    ASSERT_TRUE(first.ReadCheckpoint(message));
    const grpc::Status status = Watch(*stub_, {}).Finish();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(ReasonOf(status), "WATCHER_LIMIT");
    google::rpc::RetryInfo retry;
    EXPECT_TRUE(HasDetail(status, &retry));
    EXPECT_THAT(log.Lines(), ::testing::HasSubstr("refused a watch"));
    first.Cancel();
    first.Finish();
  }
  // The server hears of the cancelled call by itself, though nothing is written to it.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  bool served = false;
  while (!served && std::chrono::steady_clock::now() < deadline) {
    Watch next(*stub_, {});
    served = next.ReadCheckpoint(message);
    next.Cancel();
  }
  EXPECT_TRUE(served);
}

// The message in flight fails then, and no further message is composed.
TEST_F(WatchServiceTest, MakesNoMessageForACallThatHasEnded) {
  constexpr size_t kMore = 500'000;  // bytes; more than a call buffers if the client does not read
  Serve(Start::kReady);
  feed_->Put(1, {{"a", {"foo"}, std::string(kMore, 'x')}});
  v1::WatchStatusRequest request;
  request.set_view(v1::NODE_VIEW_FULL);
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);  // it would make room
  const auto stub = v1::CoprocessorStatusService::NewStub(
      grpc::CreateCustomChannel(server_->address(), grpc::InsecureChannelCredentials(), arguments));
  Watch watch(*stub, request);  // it reads nothing
  const rollcall::watch::WatchCounters& counters = server_->api().watch_counters();
  ASSERT_TRUE(testing::Eventually([&] { return counters.bytes > kMore; }));  // that one stays on its way
  const uint64_t messages = counters.messages;
  feed_->Put(1, {{"b"}});
  watch.Cancel();
  ASSERT_TRUE(testing::Eventually([&] { return counters.watchers == 0; }));
  EXPECT_EQ(counters.messages, messages);
  EXPECT_EQ(counters.waiting, 0);
}

TEST_F(WatchServiceTest, TellsEveryWatchThatItStops) {
  Serve(Start::kReady);
  std::vector<std::unique_ptr<Watch>> watches;
  v1::WatchStatusResponse message;
  for (int i = 0; i < 5; ++i) {
    watches.push_back(std::make_unique<Watch>(*stub_, v1::WatchStatusRequest()));
    ASSERT_TRUE(watches.back()->ReadCheckpoint(message));
  }
  server_->api().EndCalls();
  for (const auto& watch : watches) {
    const grpc::Status status = watch->Finish();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(ReasonOf(status), "SHUTTING_DOWN");
  }
  EXPECT_EQ(ReasonOf(Watch(*stub_, {}).Finish()), "SHUTTING_DOWN");
}

}  // namespace
}  // namespace rollcall::api
