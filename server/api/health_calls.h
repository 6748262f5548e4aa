// SPDX-License-Identifier: Apache-2.0
// The calls of grpc.health.v1. Used by the thread of their queue only.
#pragma once

#include <grpcpp/grpcpp.h>

#include <optional>

#include "grpc/health/v1/health.grpc.pb.h"
#include "server/api/health_server.h"
#include "server/api/rpc_call.h"
#include "server/api/stream_call.h"

namespace rollcall::api {

class HealthCheck final : public RpcCall {
 public:
  // Waits for a call. `server` must outlive it.
  static void Request(HealthServer& server);
  bool Complete(Event event, bool ok) override;

 private:
  explicit HealthCheck(HealthServer& server) : server_(server), writer_(&context_) {}

  HealthServer& server_;
  grpc::ServerContext context_;
  grpc::health::v1::HealthCheckRequest request_;
  grpc::ServerAsyncResponseWriter<HealthServer::Response> writer_;
  Tag requested_{this, Event::kRequested};
  Tag finished_{this, Event::kFinished};
};

// Sends the status, and then each change of it. If the status changes and changes back while a message is in flight,
// the client does not see that.
class HealthWatch final : public StreamCall<HealthServer::Response>, public HealthServer::Subscriber {
 public:
  // Waits for a call. `server` must outlive it.
  static void Request(HealthServer& server);
  void TrySend() override;

 private:
  explicit HealthWatch(HealthServer& server) : server_(server) {}
  void OnRequested() override;
  void OnProgress() override { TrySend(); }
  void OnOver() override;

  HealthServer& server_;
  grpc::health::v1::HealthCheckRequest request_;
  std::optional<HealthServer::Response::ServingStatus> last_sent_;
};

// Begins to serve grpc.health.v1. Call it after the grpc::Server was started. `server` must outlive the calls.
void ServeHealth(HealthServer& server);

}  // namespace rollcall::api
