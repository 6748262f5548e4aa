// SPDX-License-Identifier: Apache-2.0
// A CoprocessorStatusService whose answers a test scripts: a real gRPC server in this process on a free loopback port.
#pragma once

#include <grpcpp/grpcpp.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "base/mutex.h"
#include "rollcall/v1/rollcall.grpc.pb.h"

namespace rollcall::testing {

// A status with google.rpc details as Rollcall's servers send them. `retry_delay` zero: without RetryInfo.
grpc::Status ServerError(grpc::StatusCode code, const std::string& reason, const std::string& message,
                         absl::Duration retry_delay = absl::ZeroDuration());

// Thread-safe.
class FakeStatusService final : public v1::CoprocessorStatusService::Service {
 public:
  FakeStatusService();
  ~FakeStatusService() override;

  // "127.0.0.1:PORT"; the same after Stop and Start.
  const std::string& address() const { return address_; }
  // Ends all calls and stops listening; listens again.
  void Stop();
  void Start();

  // Listings. Each call is answered by the next handler; the last one stays.
  using ListNodesHandler = std::function<grpc::Status(const v1::ListNodesRequest&, v1::ListNodesResponse&)>;
  void OnListNodes(ListNodesHandler handler);
  void AnswerNodes(const v1::ListNodesResponse& response);
  void FailNodes(const grpc::Status& status);
  std::vector<v1::ListNodesRequest> list_requests();

  // Watches. One script for all streams: whichever is open takes the next step.
  void Send(const v1::WatchStatusResponse& message);
  void Break(const grpc::Status& status);  // ends the stream that takes it
  std::vector<v1::WatchStatusRequest> watch_requests();
  // Waits until `count` watches were begun in all, or until no step is left; false after 10 s.
  bool AwaitWatches(size_t count);
  bool AwaitAllTaken();

  grpc::Status ListNodes(grpc::ServerContext* context, const v1::ListNodesRequest* request,
                         v1::ListNodesResponse* response) override;
  grpc::Status WatchStatus(grpc::ServerContext* context, const v1::WatchStatusRequest* request,
                           grpc::ServerWriter<v1::WatchStatusResponse>* writer) override;

 private:
  using Step = std::variant<v1::WatchStatusResponse, grpc::Status>;
  bool NextStep(grpc::ServerContext& context, Step& step) ABSL_LOCKS_EXCLUDED(mutex_);
  bool Await(const std::function<bool()>& condition) ABSL_LOCKS_EXCLUDED(mutex_);

  std::string address_;
  std::unique_ptr<grpc::Server> server_;
  Mutex mutex_;
  CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<ListNodesHandler> handlers_ ABSL_GUARDED_BY(mutex_);
  std::deque<Step> steps_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::ListNodesRequest> list_requests_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::WatchStatusRequest> watch_requests_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::testing
