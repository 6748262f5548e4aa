// SPDX-License-Identifier: Apache-2.0
// The unary methods and health through a real gRPC server on loopback.
#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>

#include "grpc/health/v1/health.grpc.pb.h"
#include "rollcall/v1/rollcall.grpc.pb.h"
#include "server/api/api.h"
#include "tests/testing/fed_store.h"
#include "tests/testing/raw_call.h"
#include "tests/testing/status_server.h"
#include "tests/testing/waiting.h"

namespace rollcall::api {
namespace {

using testing::Eventually;
using testing::FedStore;
using testing::StatusServer;

using HealthResponse = grpc::health::v1::HealthCheckResponse;

constexpr char kServiceName[] = "rollcall.v1.CoprocessorStatusService";

google::rpc::ErrorInfo InfoOf(const grpc::Status& status) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  for (const auto& detail : details.details()) detail.UnpackTo(&info);
  return info;
}

std::unique_ptr<grpc::ClientContext> Within(std::chrono::milliseconds time) {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + time);
  return context;
}
std::unique_ptr<grpc::ClientContext> InTime() { return Within(std::chrono::seconds(60)); }

class ListServiceTest : public ::testing::Test {
 protected:
  explicit ListServiceTest(absl::Duration max_wait = absl::Minutes(10))
      : server_(feed_.store(), {.limits = {}, .clock = [] { return testing::kFeedTime; }, .revision_wait = max_wait}) {}

  grpc::Status ListNodes(const v1::ListNodesRequest& request, v1::ListNodesResponse& response) {
    return stub_->ListNodes(InTime().get(), request, &response);
  }

  grpc::Status CallRaw(const std::string& method, const std::string& request, std::string& response) {
    return testing::CallRaw(channel_, kServiceName + ("/" + method), request, response);
  }

  HealthResponse::ServingStatus Check(const std::string& service) {
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    std::string bytes;
    const grpc::Status status =
        testing::CallRaw(channel_, "grpc.health.v1.Health/Check", request.SerializeAsString(), bytes);
    if (status.error_code() == grpc::StatusCode::NOT_FOUND) return HealthResponse::SERVICE_UNKNOWN;
    grpc::health::v1::HealthCheckResponse response;
    return status.ok() && response.ParseFromString(bytes) ? response.status() : HealthResponse::UNKNOWN;
  }

  FedStore feed_{FedStore::Start::kNotReady};
  StatusServer server_;
  const std::shared_ptr<grpc::Channel> channel_ =
      grpc::CreateChannel(server_.address(), grpc::InsecureChannelCredentials());
  const std::unique_ptr<v1::CoprocessorStatusService::Stub> stub_ = v1::CoprocessorStatusService::NewStub(channel_);
};

TEST_F(ListServiceTest, ListsArriveDecoded) {
  feed_.Ready();
  feed_.Put(1, {{"name_a", {"foo", "bar"}, "what it does"}});
  v1::ListNodesResponse nodes;
  ASSERT_TRUE(ListNodes({}, nodes).ok());
  ASSERT_EQ(nodes.nodes_size(), 1);
  EXPECT_EQ(nodes.header().digest(), nodes.nodes(0).fingerprint());
  v1::ListCoprocessorsResponse rows;
  ASSERT_TRUE(stub_->ListCoprocessors(InTime().get(), {}, &rows).ok());
  ASSERT_EQ(rows.coprocessors_size(), 1);
  EXPECT_EQ(rows.coprocessors(0).input_topics(1), "bar");
  EXPECT_EQ(rows.header().SerializeAsString(), nodes.header().SerializeAsString());
}

TEST_F(ListServiceTest, ATokenLeadsToTheNextPage) {
  feed_.Ready();
  for (int32_t id = 0; id < 7; ++id) feed_.Put(id, {});
  v1::ListNodesRequest request;
  request.set_page_size(3);
  std::vector<int32_t> ids;
  do {
    v1::ListNodesResponse page;
    ASSERT_TRUE(ListNodes(request, page).ok());
    for (const auto& node : page.nodes()) ids.push_back(node.node_id());
    request.set_page_token(page.next_page_token());
    feed_.Put(6, {{"changed"}});  // this listing does not show it
  } while (!request.page_token().empty());
  EXPECT_EQ(ids, (std::vector<int32_t>{0, 1, 2, 3, 4, 5, 6}));
}

TEST_F(ListServiceTest, BeforeTheFirstCompleteReadItSaysWhy) {
  v1::ListNodesRequest request;
  request.set_min_revision(0);  // this does not wait for the first complete read
  v1::ListNodesResponse response;
  feed_.SetSource(v1::SOURCE_STATE_TOPIC_UNSUITABLE, "it has 3 partitions");
  const grpc::Status status = ListNodes(request, response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(InfoOf(status).reason(), "TOPIC_UNSUITABLE");
  EXPECT_THAT(status.error_message(), ::testing::HasSubstr("3 partitions"));
}

TEST_F(ListServiceTest, BytesThatAreNotARequestAreRefusedByName) {
  feed_.Ready();
  for (const std::string method : {"ListNodes", "ListCoprocessors"}) {
    std::string response;
    const grpc::Status status = CallRaw(method, "\xff\xff\xff", response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(InfoOf(status).reason(), "INVALID_FIELD");
    EXPECT_THAT(status.error_message(), ::testing::HasSubstr("rollcall.v1." + method + "Request"));
  }
}

TEST_F(ListServiceTest, AnEmptyRequestAndUnknownFieldsOutsideTheFilterAreFine) {
  feed_.Ready();
  std::string response;
  EXPECT_TRUE(CallRaw("ListNodes", "", response).ok());
  EXPECT_TRUE(CallRaw("ListNodes", "\xa8\x06\x01", response).ok());
  const grpc::Status status =
      CallRaw("ListNodes", "\x0a\x03\xa8\x06\x01", response);  // the same field inside the filter
  EXPECT_EQ(InfoOf(status).reason(), "UNKNOWN_FILTER");
}

TEST_F(ListServiceTest, AListWaitsForItsRevision) {
  feed_.Ready();
  v1::ListNodesRequest request;
  request.set_min_revision(1);
  v1::ListNodesResponse response;
  auto answer = std::async(std::launch::async, [&] { return ListNodes(request, response); });
  ASSERT_TRUE(Eventually([&] { return server_.api().lists().waiting() == 1; }));
  feed_.Put(5, {});
  EXPECT_EQ(server_.api().lists().waiting(), 1u);
  feed_.Put(6, {});
  ASSERT_TRUE(answer.get().ok());
  EXPECT_EQ(response.header().revision(), 1);
  EXPECT_EQ(response.nodes_size(), 2);
}

class ImpatientListServiceTest : public ListServiceTest {
 protected:
  ImpatientListServiceTest() : ListServiceTest(absl::Milliseconds(50)) {}
};

TEST_F(ImpatientListServiceTest, ARevisionThatDoesNotComeIsRefusedByName) {
  feed_.Ready();
  v1::ListNodesRequest request;
  request.set_min_revision(17);
  v1::ListNodesResponse response;
  const grpc::Status status = ListNodes(request, response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(InfoOf(status).reason(), "REVISION_NOT_REACHED");
  EXPECT_EQ(InfoOf(status).metadata().at("minRevision"), "17");
  EXPECT_EQ(InfoOf(status).metadata().at("revision"), "-1");
}

TEST_F(ListServiceTest, CallsWhoseClientIsGoneAreForgotten) {
  feed_.Ready();
  v1::ListNodesRequest request;
  request.set_min_revision(17);
  grpc::ClientContext context;
  v1::ListNodesResponse response;
  auto answer = std::async(std::launch::async, [&] { return stub_->ListNodes(&context, request, &response); });
  ASSERT_TRUE(Eventually([&] { return server_.api().lists().waiting() == 1; }));
  context.TryCancel();
  EXPECT_EQ(answer.get().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(Eventually([&] { return server_.api().lists().waiting() == 0; }));

  // The server waits no longer than the client's deadline, so either of them may report it first.
  EXPECT_THAT(stub_->ListNodes(Within(std::chrono::milliseconds(50)).get(), request, &response).error_code(),
              ::testing::AnyOf(grpc::StatusCode::DEADLINE_EXCEEDED, grpc::StatusCode::UNAVAILABLE));
  EXPECT_TRUE(Eventually([&] { return server_.api().lists().waiting() == 0; }));
}

TEST_F(ListServiceTest, ShutdownEndsWaitingCalls) {
  feed_.Ready();
  v1::ListNodesRequest request;
  request.set_min_revision(17);
  v1::ListNodesResponse response;
  auto waiting = std::async(std::launch::async, [&] { return ListNodes(request, response); });
  ASSERT_TRUE(Eventually([&] { return server_.api().lists().waiting() == 1; }));
  server_.api().EndCalls();
  EXPECT_EQ(InfoOf(waiting.get()).reason(), "SHUTTING_DOWN");
  EXPECT_EQ(InfoOf(ListNodes(request, response)).reason(), "SHUTTING_DOWN");
}

TEST_F(ListServiceTest, ManyCallersReadTheirOwnWrites) {
  feed_.Ready();
  constexpr int kCallers = 4;
  constexpr int kWrites = 100;
  std::atomic<int> seen = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&] {
      for (int revision = 0; revision < kWrites; ++revision) {
        v1::ListNodesRequest request;
        request.set_min_revision(revision);
        v1::ListNodesResponse response;
        if (ListNodes(request, response).ok() && response.header().revision() >= revision) ++seen;
      }
    });
  }
  for (int revision = 0; revision < kWrites; ++revision) {
    feed_.Put(revision % 3, {{"name_" + std::to_string(revision)}});
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(seen, kCallers * kWrites);
}

// The answers from a large state are made by the thread pool.
TEST_F(ListServiceTest, ManyNodesAreListedByManyCallers) {
  feed_.Ready();
  constexpr int kNodes = 6'000;
  for (int32_t id = 0; id < kNodes; ++id) feed_.Put(id, {{"name_" + std::to_string(id % 10)}});
  const auto count = [&](const std::string& glob) {
    v1::ListNodesRequest request;
    if (!glob.empty()) request.mutable_filter()->add_names(glob);
    int nodes = 0;
    do {
      v1::ListNodesResponse page;
      if (!ListNodes(request, page).ok()) return -1;
      nodes += page.nodes_size();
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return nodes;
  };
  std::vector<std::future<int>> counts;
  for (const char* glob : {"", "name_3", "name_*", "nothing"}) {
    counts.push_back(std::async(std::launch::async, count, std::string(glob)));
  }
  EXPECT_EQ(counts[0].get(), kNodes);
  EXPECT_EQ(counts[1].get(), kNodes / 10);
  EXPECT_EQ(counts[2].get(), kNodes);
  EXPECT_EQ(counts[3].get(), 0);
}

TEST_F(ListServiceTest, HealthFollowsTheSource) {
  EXPECT_EQ(Check(""), HealthResponse::SERVING);
  EXPECT_EQ(Check(kServiceName), HealthResponse::NOT_SERVING);
  feed_.Ready();
  EXPECT_EQ(Check(kServiceName), HealthResponse::SERVING);
  feed_.SetSource(v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_EQ(Check(kServiceName), HealthResponse::SERVING);
  feed_.SetSource(v1::SOURCE_STATE_TOPIC_MISSING);
  EXPECT_EQ(Check(kServiceName), HealthResponse::NOT_SERVING);
  EXPECT_EQ(Check(""), HealthResponse::SERVING);
  feed_.SetSource(v1::SOURCE_STATE_CURRENT);
  EXPECT_EQ(Check(kServiceName), HealthResponse::SERVING);
  feed_.SetSource(v1::SOURCE_STATE_TOPIC_UNSUITABLE);
  EXPECT_EQ(Check(kServiceName), HealthResponse::NOT_SERVING);
  EXPECT_EQ(Check("other"), HealthResponse::SERVICE_UNKNOWN);
}

TEST_F(ListServiceTest, HealthEndsWithTheServer) {
  feed_.Ready();
  server_.api().EndCalls();
  feed_.SetSource(v1::SOURCE_STATE_BEHIND);  // later changes change nothing
  EXPECT_EQ(Check(""), HealthResponse::NOT_SERVING);
  EXPECT_EQ(Check(kServiceName), HealthResponse::NOT_SERVING);
}

class HealthWatcher {
 public:
  HealthWatcher(const std::shared_ptr<grpc::Channel>& channel, const std::string& service)
      : stub_(grpc::health::v1::Health::NewStub(channel)) {
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    reader_ = stub_->Watch(context_.get(), request);
  }
  // The next status that the server sends; UNKNOWN when the watch has ended.
  HealthResponse::ServingStatus Next() {
    HealthResponse response;
    return reader_->Read(&response) ? response.status() : HealthResponse::UNKNOWN;
  }
  grpc::Status End() { return reader_->Finish(); }
  void Cancel() { context_->TryCancel(); }

 private:
  std::unique_ptr<grpc::health::v1::Health::Stub> stub_;
  std::unique_ptr<grpc::ClientContext> context_ = InTime();
  std::unique_ptr<grpc::ClientReader<HealthResponse>> reader_;
};

TEST_F(ListServiceTest, HealthWatchSendsEachChange) {
  HealthWatcher watcher(channel_, kServiceName);
  EXPECT_EQ(watcher.Next(), HealthResponse::NOT_SERVING);
  feed_.Ready();
  EXPECT_EQ(watcher.Next(), HealthResponse::SERVING);
  HealthWatcher second(channel_, kServiceName);
  EXPECT_EQ(second.Next(), HealthResponse::SERVING);
  HealthWatcher canceled(channel_, kServiceName);
  EXPECT_EQ(canceled.Next(), HealthResponse::SERVING);
  canceled.Cancel();
  EXPECT_EQ(canceled.Next(), HealthResponse::UNKNOWN);
  EXPECT_EQ(canceled.End().error_code(), grpc::StatusCode::CANCELLED);
  feed_.SetSource(v1::SOURCE_STATE_TOPIC_MISSING);
  EXPECT_EQ(watcher.Next(), HealthResponse::NOT_SERVING);
  EXPECT_EQ(second.Next(), HealthResponse::NOT_SERVING);
}

TEST_F(ListServiceTest, HealthWatchKnowsOnlyItsServices) {
  HealthWatcher watcher(channel_, "other");
  EXPECT_EQ(watcher.Next(), HealthResponse::SERVICE_UNKNOWN);
  HealthWatcher process(channel_, "");
  EXPECT_EQ(process.Next(), HealthResponse::SERVING);
}

TEST_F(ListServiceTest, HealthWatchEndsWithTheServer) {
  feed_.Ready();
  HealthWatcher watcher(channel_, kServiceName);
  EXPECT_EQ(watcher.Next(), HealthResponse::SERVING);
  server_.api().EndCalls();
  EXPECT_EQ(watcher.Next(), HealthResponse::NOT_SERVING);
  EXPECT_EQ(watcher.Next(), HealthResponse::UNKNOWN);
  EXPECT_EQ(InfoOf(watcher.End()).reason(), "SHUTTING_DOWN");
}

// grpcurl prints the details of an error only if reflection can describe them. For that the program must contain their
// descriptors.
TEST(LinkedDescriptorsTest, GoogleRpcMessagesAreThere) {
  for (const char* name :
       {"google.rpc.ErrorInfo", "google.rpc.BadRequest", "google.rpc.RetryInfo", "google.rpc.Status"}) {
    EXPECT_NE(google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(name), nullptr) << name;
  }
}

}  // namespace
}  // namespace rollcall::api
