#include "server/api/list_server.h"

#include <utility>

#include "server/api/list_call.h"
#include "server/api/wire_buffer.h"

namespace rollcall::api {
namespace {

template <typename Request>
absl::StatusOr<ListQuery> Read(const grpc::ByteBuffer& bytes) {
  const absl::StatusOr<Request> request = Parse<Request>(bytes);
  if (!request.ok()) return request.status();
  return CompileListQuery(*request);
}

constexpr ListEndpoint kEndpoints[] = {{&Service::RequestListNodes, Read<v1::ListNodesRequest>},
                                       {&Service::RequestListCoprocessors, Read<v1::ListCoprocessorsRequest>}};

}  // namespace

ListServer::ListServer(state::Store& store, Service& service, Clock clock, absl::Duration max_wait)
    : store_(store),
      service_(service),
      clock_(std::move(clock)),
      max_wait_(max_wait),
      answers_(store),
      waiters_(store) {}

void ListServer::Serve(grpc::ServerCompletionQueue& queue) {
  for (const ListEndpoint& endpoint : kEndpoints) ListCall::Request(endpoint, *this, queue);
}

bool ListServer::MustWait(const ListQuery& query) const {
  return query.min_revision.has_value() && store_.IsReady() && store_.Revision() < *query.min_revision;
}

}  // namespace rollcall::api
