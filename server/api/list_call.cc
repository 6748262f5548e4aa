// SPDX-License-Identifier: Apache-2.0
#include "server/api/list_call.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "server/api/grpc_status.h"
#include "server/api/list_server.h"
#include "server/api/wire_buffer.h"
#include "server/response/error.h"

namespace rollcall::api {
namespace {

template <typename Request>
absl::StatusOr<list::ListQuery> Read(const grpc::ByteBuffer& bytes) {
  const absl::StatusOr<Request> request = Parse<Request>(bytes);
  if (!request.ok()) return request.status();
  return list::CompileListQuery(*request);
}

constexpr ListEndpoint kEndpoints[] = {{&Service::RequestListNodes, Read<v1::ListNodesRequest>},
                                       {&Service::RequestListCoprocessors, Read<v1::ListCoprocessorsRequest>}};

// The time until the client's deadline, because no one reads a later answer.
absl::Duration TimeLeft(const grpc::ServerContext& context, absl::Duration at_most) {
  const auto left = context.deadline() - std::chrono::system_clock::now();
  return std::clamp(absl::FromChrono(left), absl::ZeroDuration(), at_most);
}

}  // namespace

void ServeLists(ListServer& server, grpc::ServerCompletionQueue& queue) {
  for (const ListEndpoint& endpoint : kEndpoints) ListCall::Request(endpoint, server, queue);
}

ListCall::ListCall(const ListEndpoint& endpoint, ListServer& server, grpc::ServerCompletionQueue& queue)
    : endpoint_(endpoint),
      server_(server),
      queue_(queue),
      writer_(&context_),
      query_(absl::UnknownError("not read yet")) {}

void ListCall::Request(const ListEndpoint& endpoint, ListServer& server, grpc::ServerCompletionQueue& queue) {
  auto* call = new ListCall(endpoint, server, queue);  // belongs to the queue from here on
  call->context_.AsyncNotifyWhenDone(&call->done_tag_);
  (server.service().*endpoint.request)(&call->context_, &call->request_, &call->writer_, &queue, &queue,
                                       &call->requested_);
}

bool ListCall::Complete(Event event, bool ok) {
  switch (event) {
    case Event::kRequested:
      if (!ok) return true;
      Request(endpoint_, server_, queue_);
      Serve();
      return false;
    case Event::kWritten:
      break;
    case Event::kFinished:
      finished_ = true;
      break;
    case Event::kDone:
      done_ = true;
      // If the client canceled a call that still waits, Finish will not be called for it any more.
      if (wait_.has_value() && server_.waiters().Forget(*wait_) == list::RevisionWaiters::Forgotten::kYes) {
        finished_ = true;
      }
      break;
  }
  return done_ && finished_;
}

void ListCall::Serve() {
  query_ = endpoint_.read(request_);
  if (!query_.ok()) {
    Finish(query_.status());
  } else if (server_.MustWait(*query_)) {
    WaitForRevision();
  } else {
    Answer();
  }
}

void ListCall::Answer() {
  if (server_.IsLarge()) {
    server_.pool().Submit([this] { Finish(server_.Handle(*query_)); });
  } else {
    Finish(server_.Handle(*query_));
  }
}

void ListCall::WaitForRevision() {
  wait_ = server_.waiters().Wait(*query_->min_revision, TimeLeft(context_, server_.max_wait()),
                                 [this](list::RevisionWaiters::Outcome outcome) { OnWaited(outcome); });
}

// Runs on the thread of the waiters. When the time is up, the answer still checks the revision, because it may have
// been reached just afterwards.
void ListCall::OnWaited(list::RevisionWaiters::Outcome outcome) {
  if (outcome == list::RevisionWaiters::Outcome::kShutDown) {
    Finish(response::ShuttingDown());
  } else {
    Answer();
  }
}

void ListCall::Finish(const absl::StatusOr<list::ListResponseBytes>& response) {
  if (!response.ok()) {
    writer_.FinishWithError(ToGrpcStatus(response.status()), &finished_tag_);
    return;
  }
  const grpc::Slice parts[] = {grpc::Slice(response->header), ShareBytes(response->page)};
  writer_.Finish(grpc::ByteBuffer(parts, std::size(parts)), grpc::Status::OK, &finished_tag_);
}

}  // namespace rollcall::api
