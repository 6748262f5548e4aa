// SPDX-License-Identifier: Apache-2.0
// One call of a list method, from the request for a call to the end of that call.
#pragma once

#include <grpcpp/grpcpp.h>

#include <optional>

#include "absl/status/statusor.h"
#include "server/api/list_server.h"
#include "server/api/rpc_call.h"
#include "server/api/service.h"
#include "server/list/list_handler.h"
#include "server/list/list_query.h"
#include "server/list/revision_waiters.h"

namespace rollcall::api {

// One of the list methods.
struct ListEndpoint {
  void (Service::*request)(grpc::ServerContext*, grpc::ByteBuffer*, grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>*,
                           grpc::CompletionQueue*, grpc::ServerCompletionQueue*, void*);
  absl::StatusOr<list::ListQuery> (*read)(const grpc::ByteBuffer& request);
};

class ListCall final : public RpcCall {
 public:
  // Waits for a call. The arguments must outlive it.
  static void Request(const ListEndpoint& endpoint, ListServer& server, grpc::ServerCompletionQueue& queue);

  bool Complete(Event event, bool ok) override;

 private:
  ListCall(const ListEndpoint& endpoint, ListServer& server, grpc::ServerCompletionQueue& queue);
  void Serve();
  void Answer();
  void WaitForRevision();
  void OnWaited(list::RevisionWaiters::Outcome outcome);
  void Finish(const absl::StatusOr<list::ListResponseBytes>& response);

  const ListEndpoint& endpoint_;
  ListServer& server_;
  grpc::ServerCompletionQueue& queue_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> writer_;
  absl::StatusOr<list::ListQuery> query_;
  std::optional<list::RevisionWaiters::Id> wait_;
  bool finished_ = false;
  bool done_ = false;
  Tag requested_{this, Event::kRequested};
  Tag finished_tag_{this, Event::kFinished};
  Tag done_tag_{this, Event::kDone};
};

// Begins to serve the list methods on `queue`. Call it after the grpc::Server was started. The arguments must outlive
// the calls.
void ServeLists(ListServer& server, grpc::ServerCompletionQueue& queue);

}  // namespace rollcall::api
