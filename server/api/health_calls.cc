#include "server/api/health_calls.h"

#include "absl/strings/str_cat.h"
#include "server/api/errors.h"
#include "server/select/errors.h"

namespace rollcall::api {

void HealthCheck::Request(HealthServer& server) {
  auto* call = new HealthCheck(server);  // the queue's, from here on
  server.service().RequestCheck(&call->context_, &call->request_, &call->writer_, &server.queue(), &server.queue(),
                                &call->requested_);
}

bool HealthCheck::Complete(Event event, bool ok) {
  if (event == Event::kFinished || !ok) return true;
  Request(server_);
  HealthServer::Response response;
  response.set_status(server_.StatusOf(request_.service()));
  if (response.status() == HealthServer::Response::SERVICE_UNKNOWN) {
    writer_.FinishWithError({grpc::StatusCode::NOT_FOUND, absl::StrCat("no service ", request_.service(), " here")},
                            &finished_);
  } else {
    writer_.Finish(response, grpc::Status::OK, &finished_);
  }
  return false;
}

void HealthWatch::Request(HealthServer& server) {
  auto* call = new HealthWatch(server);  // the queue's, from here on
  call->context_.AsyncNotifyWhenDone(&call->done_tag_);
  server.service().RequestWatch(&call->context_, &call->request_, &call->writer_, &server.queue(), &server.queue(),
                                &call->requested_);
}

bool HealthWatch::Complete(Event event, bool ok) {
  switch (event) {
    case Event::kRequested:
      if (!ok) return true;
      Request(server_);
      server_.Add(*this);
      break;
    case Event::kWritten:
      writing_ = false;
      break;
    case Event::kFinished:
      finishing_ = false;
      break;
    case Event::kDone:
      done_ = true;
      server_.Remove(*this);
      break;
  }
  Pump();
  return done_ && !writing_ && !finishing_;
}

void HealthWatch::Pump() {
  if (writing_ || finishing_ || done_) return;
  HealthServer::Response response;
  response.set_status(server_.StatusOf(request_.service()));
  if (told_ != response.status()) {
    writing_ = true;
    told_ = response.status();
    writer_.Write(response, &written_);
  } else if (server_.is_shut_down() && !finish_sent_) {
    finish_sent_ = finishing_ = true;
    writer_.Finish(ToGrpcStatus(select::ShuttingDown()), &finished_);
  }
}

}  // namespace rollcall::api
