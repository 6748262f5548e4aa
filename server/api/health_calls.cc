// SPDX-License-Identifier: Apache-2.0
#include "server/api/health_calls.h"

#include "absl/strings/str_cat.h"
#include "server/response/error.h"

namespace rollcall::api {

void ServeHealth(HealthServer& server) {
  HealthCheck::Request(server);
  HealthWatch::Request(server);
}

void HealthCheck::Request(HealthServer& server) {
  auto* call = new HealthCheck(server);  // belongs to the queue from here on
  server.service().RequestCheck(&call->context_, &call->request_, &call->writer_, &server.queue(), &server.queue(),
                                &call->requested_);
}

bool HealthCheck::Complete(Event event, bool ok) {
  if (event == Event::kFinished || !ok) return true;
  Request(server_);
  HealthServer::Response response;
  response.set_status(server_.StatusOf(request_.service()));
  if (response.status() == HealthServer::Response::SERVICE_UNKNOWN) {
    writer_.FinishWithError(
        {grpc::StatusCode::NOT_FOUND, absl::StrCat("no service ", request_.service(), " on this server")}, &finished_);
  } else {
    writer_.Finish(response, grpc::Status::OK, &finished_);
  }
  return false;
}

void HealthWatch::Request(HealthServer& server) {
  auto* call = new HealthWatch(server);  // belongs to the queue from here on
  server.service().RequestWatch(call->context(), &call->request_, call->writer(), &server.queue(), &server.queue(),
                                call->requested_tag());
}

void HealthWatch::OnRequested() {
  Request(server_);
  server_.Add(*this);
}

void HealthWatch::OnOver() { server_.Remove(*this); }

void HealthWatch::TrySend() {
  if (CannotWrite()) return;
  HealthServer::Response response;
  response.set_status(server_.StatusOf(request_.service()));
  if (last_sent_ != response.status()) {
    last_sent_ = response.status();
    Write(response);
  } else if (server_.is_shut_down()) {
    Finish(response::ShuttingDown());
  }
}

}  // namespace rollcall::api
