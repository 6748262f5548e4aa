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
  // Waits for a call. Borrows `server`.
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

// Says the status, and then each change of it; a change back while a message is under way is not seen.
class HealthWatch final : public StreamCall<HealthServer::Response> {
 public:
  static void Request(HealthServer& server);
  // The status may have changed.
  void TrySend();

 private:
  explicit HealthWatch(HealthServer& server) : server_(server) {}
  void OnRequested() override;
  void OnProgress() override { TrySend(); }
  void OnOver() override;

  HealthServer& server_;
  grpc::health::v1::HealthCheckRequest request_;
  std::optional<HealthServer::Response::ServingStatus> told_;
};

}  // namespace rollcall::api
