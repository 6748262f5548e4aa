// The unary methods: from a request's bytes to the answer's.
//
// Thread-safe. A call that waits for its min_revision holds no thread.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>

#include "absl/time/time.h"
#include "server/api/list_answers.h"
#include "server/api/revision_waiters.h"
#include "server/state/store.h"

namespace rollcall::api {

class ListHandlers {
 public:
  using Clock = std::function<absl::Time()>;

  // Subscribes to the store: make it before the feed starts, and let it live until feed and server have ended.
  explicit ListHandlers(state::Store& store);
  // A call waits for its revision at most `max_wait`; the contract says 10 s.
  ListHandlers(state::Store& store, Clock clock, absl::Duration max_wait);

  grpc::ServerUnaryReactor* ListNodes(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                      grpc::ByteBuffer* response);
  grpc::ServerUnaryReactor* ListCoprocessors(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                             grpc::ByteBuffer* response);

  // Waiting calls get SHUTTING_DOWN, also those that would begin to wait later. To be called before
  // grpc::Server::Shutdown, which waits for calls to end.
  void Shutdown() { waiters_.Shutdown(); }

  // Calls that wait for their revision.
  size_t waiting() const { return waiters_.size(); }

 private:
  template <typename Request>
  grpc::ServerUnaryReactor* List(grpc::CallbackServerContext* context, const grpc::ByteBuffer& request,
                                 grpc::ByteBuffer& response);
  bool MustWait(const ListQuery& query) const;

  const state::Store& store_;
  const Clock clock_;
  const absl::Duration max_wait_;
  ListAnswers answers_;
  RevisionWaiters waiters_;
};

}  // namespace rollcall::api
