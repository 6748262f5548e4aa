// SPDX-License-Identifier: Apache-2.0
// A CoprocessorStatusService with answers from a test's script. It is a real gRPC server in this process, on a free
// port of the loopback interface.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "base/mutex.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "rollcall/v1/rollcall.grpc.pb.h"

namespace rollcall::testing {

// Makes a status with google.rpc details as Rollcall's servers send them. It has no RetryInfo if `retry_delay` is zero.
grpc::Status ServerError(grpc::StatusCode code, const std::string& reason, const std::string& message,
                         absl::Duration retry_delay = absl::ZeroDuration(),
                         const std::map<std::string, std::string>& metadata = {});

// A health service with one answer for every service. Thread-safe.
class FakeHealthService final : public grpc::health::v1::Health::Service {
 public:
  void Set(grpc::health::v1::HealthCheckResponse::ServingStatus status) { status_ = status; }
  grpc::Status Check(grpc::ServerContext* /*context*/, const grpc::health::v1::HealthCheckRequest* /*request*/,
                     grpc::health::v1::HealthCheckResponse* response) override {
    response->set_status(status_);
    return grpc::Status::OK;
  }

 private:
  std::atomic<grpc::health::v1::HealthCheckResponse::ServingStatus> status_ =
      grpc::health::v1::HealthCheckResponse::SERVING;
};

// Thread-safe.
class FakeStatusService final : public v1::CoprocessorStatusService::Service {
 public:
  explicit FakeStatusService(std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials());
  ~FakeStatusService() override;

  // "127.0.0.1:PORT". It stays the same after Stop and Start.
  const std::string& address() const { return address_; }
  // Ends all calls and stops listening.
  void Stop();
  // Listens again after Stop. The constructor calls it, too.
  void Start();

  // Use it between Stop and Start.
  void SetCredentials(std::shared_ptr<grpc::ServerCredentials> credentials) { credentials_ = std::move(credentials); }
  // The metadata "authorization" of each call, in order; empty for a call without it.
  std::vector<std::string> authorizations();

  FakeHealthService& health() { return health_; }

  // Listings. Each call uses up one handler, but the last handler stays and answers all later calls.
  using ListNodesHandler = std::function<grpc::Status(const v1::ListNodesRequest&, v1::ListNodesResponse&)>;
  void OnListNodes(ListNodesHandler handler);
  void AnswerNodes(const v1::ListNodesResponse& response);
  void FailNodes(const grpc::Status& status);
  std::vector<v1::ListNodesRequest> list_requests();

  // Changes: each call uses up one handler; without one the method is UNIMPLEMENTED.
  using ListChangesHandler = std::function<grpc::Status(const v1::ListChangesRequest&, v1::ListChangesResponse&)>;
  void OnListChanges(ListChangesHandler handler);
  std::vector<v1::ListChangesRequest> change_requests();

  // Watches. All streams share one script. An open stream takes the next step.
  void Send(const v1::WatchStatusResponse& message);
  void Break(const grpc::Status& status);  // ends the stream that takes it
  std::vector<v1::WatchStatusRequest> watch_requests();
  // Waits until `count` watches have started in all. Returns false after 10 s.
  bool AwaitWatches(size_t count);

  grpc::Status ListNodes(grpc::ServerContext* context, const v1::ListNodesRequest* request,
                         v1::ListNodesResponse* response) override;
  grpc::Status ListChanges(grpc::ServerContext* context, const v1::ListChangesRequest* request,
                           v1::ListChangesResponse* response) override;
  grpc::Status WatchStatus(grpc::ServerContext* context, const v1::WatchStatusRequest* request,
                           grpc::ServerWriter<v1::WatchStatusResponse>* writer) override;

 private:
  using Step = std::variant<v1::WatchStatusResponse, grpc::Status>;
  bool NextStep(grpc::ServerContext& context, Step& step) ABSL_LOCKS_EXCLUDED(mutex_);
  bool Await(const std::function<bool()>& condition) ABSL_LOCKS_EXCLUDED(mutex_);

  void RecordAuthorization(const grpc::ServerContext& context) ABSL_LOCKS_EXCLUDED(mutex_);

  std::shared_ptr<grpc::ServerCredentials> credentials_;
  std::string address_;
  FakeHealthService health_;
  std::unique_ptr<grpc::Server> server_;
  Mutex mutex_;
  CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<ListNodesHandler> handlers_ ABSL_GUARDED_BY(mutex_);
  std::deque<ListChangesHandler> change_handlers_ ABSL_GUARDED_BY(mutex_);
  std::deque<Step> steps_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> authorizations_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::ListNodesRequest> list_requests_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::ListChangesRequest> change_requests_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::WatchStatusRequest> watch_requests_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::testing
