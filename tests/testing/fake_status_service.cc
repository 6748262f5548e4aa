// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/fake_status_service.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace rollcall::testing {
namespace {

// The interval at which a stream checks whether its client has disconnected. gRPC's synchronous server does not report
// it.
constexpr auto kPollInterval = std::chrono::milliseconds(5);

}  // namespace

grpc::Status ServerError(grpc::StatusCode code, const std::string& reason, const std::string& message,
                         absl::Duration retry_delay, const std::map<std::string, std::string>& metadata) {
  google::rpc::ErrorInfo info;
  info.set_domain("rollcall.v1");
  info.set_reason(reason);
  info.mutable_metadata()->insert(metadata.begin(), metadata.end());
  google::rpc::Status details;
  details.set_code(code);
  details.set_message(message);
  details.add_details()->PackFrom(info);
  if (retry_delay > absl::ZeroDuration()) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(retry_delay));
    retry.mutable_retry_delay()->set_nanos(
        static_cast<int32_t>((retry_delay % absl::Seconds(1)) / absl::Nanoseconds(1)));
    details.add_details()->PackFrom(retry);
  }
  return grpc::Status(code, message, details.SerializeAsString());
}

FakeStatusService::FakeStatusService(std::shared_ptr<grpc::ServerCredentials> credentials)
    : credentials_(std::move(credentials)) {
  address_ = "127.0.0.1:0";
  Start();
}

FakeStatusService::~FakeStatusService() { Stop(); }

void FakeStatusService::Start() {
  {
    MutexLock lock(mutex_);
    stopping_ = false;
  }
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddListeningPort(address_, credentials_, &port);
  builder.RegisterService(this);
  builder.RegisterService(&health_);
  server_ = builder.BuildAndStart();
  address_ = absl::StrCat("127.0.0.1:", port);
}

void FakeStatusService::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  if (server_ != nullptr) server_->Shutdown(std::chrono::system_clock::now());
  server_.reset();
}

void FakeStatusService::OnListNodes(ListNodesHandler handler) {
  MutexLock lock(mutex_);
  handlers_.push_back(std::move(handler));
}

void FakeStatusService::AnswerNodes(const v1::ListNodesResponse& response) {
  OnListNodes([response](const v1::ListNodesRequest&, v1::ListNodesResponse& out) {
    out = response;
    return grpc::Status::OK;
  });
}

void FakeStatusService::FailNodes(const grpc::Status& status) {
  OnListNodes([status](const v1::ListNodesRequest&, v1::ListNodesResponse&) { return status; });
}

std::vector<std::string> FakeStatusService::authorizations() {
  MutexLock lock(mutex_);
  return authorizations_;
}

void FakeStatusService::RecordAuthorization(const grpc::ServerContext& context) {
  const auto sent = context.client_metadata().find("authorization");
  const bool is_sent = sent != context.client_metadata().end();
  MutexLock lock(mutex_);
  authorizations_.push_back(is_sent ? std::string(sent->second.data(), sent->second.size()) : "");
}

std::vector<v1::ListNodesRequest> FakeStatusService::list_requests() {
  MutexLock lock(mutex_);
  return list_requests_;
}

void FakeStatusService::Send(const v1::WatchStatusResponse& message) {
  MutexLock lock(mutex_);
  steps_.emplace_back(message);
  changed_.NotifyAll();
}

void FakeStatusService::Break(const grpc::Status& status) {
  MutexLock lock(mutex_);
  steps_.emplace_back(status);
  changed_.NotifyAll();
}

std::vector<v1::WatchStatusRequest> FakeStatusService::watch_requests() {
  MutexLock lock(mutex_);
  return watch_requests_;
}

bool FakeStatusService::Await(const std::function<bool()>& condition) {
  const absl::Time deadline = absl::Now() + absl::Seconds(10);
  MutexLock lock(mutex_);
  while (!condition()) {
    if (absl::Now() > deadline) return false;
    changed_.WaitFor(mutex_, std::chrono::milliseconds(50));
  }
  return true;
}

bool FakeStatusService::AwaitWatches(size_t count) {
  return Await([this, count]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return watch_requests_.size() >= count; });
}

grpc::Status FakeStatusService::ListNodes(grpc::ServerContext* context, const v1::ListNodesRequest* request,
                                          v1::ListNodesResponse* response) {
  RecordAuthorization(*context);
  ListNodesHandler handler;
  {
    MutexLock lock(mutex_);
    list_requests_.push_back(*request);
    if (handlers_.empty()) return grpc::Status(grpc::StatusCode::INTERNAL, "the test scripted no answer");
    handler = handlers_.front();
    if (handlers_.size() > 1) handlers_.pop_front();
  }
  return handler(*request, *response);
}

void FakeStatusService::OnListChanges(ListChangesHandler handler) {
  MutexLock lock(mutex_);
  change_handlers_.push_back(std::move(handler));
}

std::vector<v1::ListChangesRequest> FakeStatusService::change_requests() {
  MutexLock lock(mutex_);
  return change_requests_;
}

grpc::Status FakeStatusService::ListChanges(grpc::ServerContext* context, const v1::ListChangesRequest* request,
                                            v1::ListChangesResponse* response) {
  RecordAuthorization(*context);
  ListChangesHandler handler;
  {
    MutexLock lock(mutex_);
    change_requests_.push_back(*request);
    if (change_handlers_.empty()) return grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "unknown method ListChanges");
    handler = change_handlers_.front();
    change_handlers_.pop_front();
  }
  return handler(*request, *response);
}

// Returns false when the client has disconnected or the server stops.
bool FakeStatusService::NextStep(grpc::ServerContext& context, Step& step) {
  MutexLock lock(mutex_);
  while (!stopping_ && !context.IsCancelled()) {
    if (!steps_.empty()) {
      step = std::move(steps_.front());
      steps_.pop_front();
      changed_.NotifyAll();
      return true;
    }
    changed_.WaitFor(mutex_, kPollInterval);
  }
  return false;
}

grpc::Status FakeStatusService::WatchStatus(grpc::ServerContext* context, const v1::WatchStatusRequest* request,
                                            grpc::ServerWriter<v1::WatchStatusResponse>* writer) {
  RecordAuthorization(*context);
  {
    MutexLock lock(mutex_);
    watch_requests_.push_back(*request);
    changed_.NotifyAll();
  }
  Step step;
  while (NextStep(*context, step)) {
    if (const auto* end = std::get_if<grpc::Status>(&step)) return *end;
    writer->Write(std::get<v1::WatchStatusResponse>(step));
  }
  return grpc::Status(grpc::StatusCode::UNAVAILABLE, "the fake server stops");
}

}  // namespace rollcall::testing
