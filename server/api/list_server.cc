// SPDX-License-Identifier: Apache-2.0
#include "server/api/list_server.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "server/api/list_call.h"
#include "server/api/wire_buffer.h"

namespace rollcall::api {
namespace {

template <typename Request>
absl::StatusOr<list::ListQuery> Read(const grpc::ByteBuffer& bytes) {
  const absl::StatusOr<Request> request = Parse<Request>(bytes);
  if (!request.ok()) return request.status();
  return list::CompileListQuery(*request);
}

// A new snapshot, a filter over all nodes and a page take some 100 ns a node together.
constexpr int32_t kLargeState = 5'000;

int WorkerCount() { return std::clamp(static_cast<int>(std::thread::hardware_concurrency() / 2), 1, 4); }

constexpr ListEndpoint kEndpoints[] = {{&Service::RequestListNodes, Read<v1::ListNodesRequest>},
                                       {&Service::RequestListCoprocessors, Read<v1::ListCoprocessorsRequest>}};

}  // namespace

ListServer::ListServer(state::Store& store, Service& service, Clock clock, absl::Duration max_wait)
    : store_(store),
      service_(service),
      clock_(std::move(clock)),
      max_wait_(max_wait),
      handler_(store),
      waiters_(store),
      pool_(WorkerCount()) {}

void ListServer::Serve(grpc::ServerCompletionQueue& queue) {
  for (const ListEndpoint& endpoint : kEndpoints) ListCall::Request(endpoint, *this, queue);
}

void ListServer::Shutdown() {
  waiters_.Shutdown();
  pool_.Shutdown();
}

bool ListServer::IsLarge() const { return store_.NodeCount() > kLargeState; }

bool ListServer::MustWait(const list::ListQuery& query) const {
  return query.min_revision.has_value() && store_.IsReady() && store_.Revision() < *query.min_revision;
}

}  // namespace rollcall::api
