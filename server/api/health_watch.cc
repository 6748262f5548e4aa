// SPDX-License-Identifier: Apache-2.0
#include "server/api/health_watch.h"

#include <memory>
#include <utility>

#include "server/api/request.h"
#include "server/response/error.h"

namespace rollcall::api {

void HealthWatch::OnMessage(std::string message) {
  const auto request = Parse<grpc::health::v1::HealthCheckRequest>(message);
  if (!request.ok()) return call_.Finish(request.status());
  service_ = request->service();
  server_.Add(*this);
  Wake();
}

std::optional<rpc::Message> HealthWatch::NextMessage() {
  HealthServer::Response response;
  response.set_status(server_.StatusOf(service_));
  if (std::exchange(last_sent_, response.status()) != response.status()) {
    return rpc::Message{std::make_shared<const std::string>(response.SerializeAsString())};
  }
  if (server_.is_shut_down()) call_.Finish(response::ShuttingDown());
  return std::nullopt;
}

}  // namespace rollcall::api
