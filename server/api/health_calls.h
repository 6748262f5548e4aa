// The calls of grpc.health.v1. Used by the thread of their queue only.
#pragma once

#include <grpcpp/grpcpp.h>

#include <optional>

#include "grpc/health/v1/health.grpc.pb.h"
#include "server/api/call.h"
#include "server/api/health_server.h"

namespace rollcall::api {

class HealthCheck final : public Call {
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
class HealthWatch final : public Call {
 public:
  static void Request(HealthServer& server);
  bool Complete(Event event, bool ok) override;
  // The status may have changed.
  void Pump();

 private:
  explicit HealthWatch(HealthServer& server) : server_(server), writer_(&context_) {}

  HealthServer& server_;
  grpc::ServerContext context_;
  grpc::health::v1::HealthCheckRequest request_;
  grpc::ServerAsyncWriter<HealthServer::Response> writer_;
  std::optional<HealthServer::Response::ServingStatus> told_;
  bool writing_ = false;
  bool finishing_ = false;
  bool finish_sent_ = false;
  bool done_ = false;
  Tag requested_{this, Event::kRequested};
  Tag written_{this, Event::kWritten};
  Tag finished_{this, Event::kFinished};
  Tag done_tag_{this, Event::kDone};
};

}  // namespace rollcall::api
