// SPDX-License-Identifier: Apache-2.0
// One call of grpc.health.v1.Health.Watch: sends the status, and then each change of it.
//
// If the status changes and changes back before a message can be sent, the client does not see that. Used on the
// loop's thread only.
#pragma once

#include <optional>
#include <string>

#include "server/api/health_server.h"
#include "server/rpc/call.h"
#include "server/rpc/call_handler.h"

namespace rollcall::api {

class HealthWatch final : public rpc::CallHandler {
 public:
  // The arguments must outlive it.
  HealthWatch(HealthServer& server, rpc::Call& call) : server_(server), call_(call) {}
  ~HealthWatch() override { server_.Remove(*this); }

  void Wake() { call_.Wake(); }

  void OnMessage(std::string message) override;
  std::optional<rpc::Message> NextMessage() override;

 private:
  HealthServer& server_;
  rpc::Call& call_;
  std::string service_;
  std::optional<HealthServer::Response::ServingStatus> last_sent_;
};

}  // namespace rollcall::api
