#include "server/api/list_handlers.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <string>
#include <utility>

#include "server/api/errors.h"
#include "server/api/wire_buffer.h"
#include "server/select/errors.h"
#include "server/watch/watcher.h"

namespace rollcall::api {
namespace {

// Ends a call with an answer or an error.
void Reply(const absl::StatusOr<ListAnswer>& answer, grpc::ServerUnaryReactor& call, grpc::ByteBuffer& response) {
  if (answer.ok()) {
    const grpc::Slice parts[] = {grpc::Slice(answer->header), ShareBytes(answer->page)};
    response = grpc::ByteBuffer(parts, std::size(parts));
  }
  call.Finish(ToGrpcStatus(answer.status()));
}

// Nobody reads an answer that comes later than the client's deadline.
absl::Duration MayWait(const grpc::CallbackServerContext& context, absl::Duration max_wait) {
  const auto left = context.deadline() - std::chrono::system_clock::now();
  return std::clamp(absl::FromChrono(left), absl::ZeroDuration(), max_wait);
}

// A call that waits for its revision.
class WaitingCall final : public grpc::ServerUnaryReactor {
 public:
  using Answer = std::function<absl::StatusOr<ListAnswer>()>;

  WaitingCall(RevisionWaiters& waiters, Answer answer, grpc::ByteBuffer& response)
      : waiters_(waiters), answer_(std::move(answer)), response_(response) {}

  // gRPC ends the life of this after the handler has returned it, at the earliest.
  void Start(int64_t revision, absl::Duration at_most) {
    id_ = waiters_.Wait(revision, at_most, [this](RevisionWaiters::Outcome outcome) { OnWaited(outcome); });
  }

 private:
  void OnWaited(RevisionWaiters::Outcome outcome) {
    // Whether the revision was reached is for the answer to find out: it may have been, just after the time was up.
    const bool shut_down = outcome == RevisionWaiters::Outcome::kShutDown;
    Reply(shut_down ? select::ShuttingDown() : answer_(), *this, response_);
  }
  void OnCancel() override {
    if (waiters_.Forget(id_) == RevisionWaiters::Forgotten::kYes) Finish(grpc::Status::CANCELLED);
  }
  void OnDone() override { delete this; }

  RevisionWaiters& waiters_;
  const Answer answer_;
  grpc::ByteBuffer& response_;
  RevisionWaiters::Id id_ = 0;
};

template <typename Request>
absl::StatusOr<ListQuery> ReadQuery(const grpc::ByteBuffer& bytes) {
  const absl::StatusOr<Request> request = Parse<Request>(bytes);
  if (!request.ok()) return request.status();
  return CompileListQuery(*request);
}

}  // namespace

ListHandlers::ListHandlers(state::Store& store) : ListHandlers(store, absl::Now, watch::kRevisionWait) {}

ListHandlers::ListHandlers(state::Store& store, Clock clock, absl::Duration max_wait)
    : store_(store), clock_(std::move(clock)), max_wait_(max_wait), answers_(store), waiters_(store) {}

bool ListHandlers::MustWait(const ListQuery& query) const {
  return query.min_revision.has_value() && store_.IsReady() && store_.Revision() < *query.min_revision;
}

template <typename Request>
grpc::ServerUnaryReactor* ListHandlers::List(grpc::CallbackServerContext* context, const grpc::ByteBuffer& request,
                                             grpc::ByteBuffer& response) {
  absl::StatusOr<ListQuery> query = ReadQuery<Request>(request);
  if (query.ok() && MustWait(*query)) {
    const int64_t revision = *query->min_revision;
    auto answer = [this, query = *std::move(query)] { return answers_.Answer(query, clock_()); };
    auto* call = new WaitingCall(waiters_, std::move(answer), response);
    call->Start(revision, MayWait(*context, max_wait_));
    return call;
  }
  grpc::ServerUnaryReactor* call = context->DefaultReactor();
  Reply(query.ok() ? answers_.Answer(*query, clock_()) : query.status(), *call, response);
  return call;
}

grpc::ServerUnaryReactor* ListHandlers::ListNodes(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                  grpc::ByteBuffer* response) {
  return List<v1::ListNodesRequest>(context, *request, *response);
}

grpc::ServerUnaryReactor* ListHandlers::ListCoprocessors(grpc::CallbackServerContext* context,
                                                         const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return List<v1::ListCoprocessorsRequest>(context, *request, *response);
}

}  // namespace rollcall::api
