// SPDX-License-Identifier: Apache-2.0
// The whole gRPC API over a store: its services and the thread of their calls.
//
// For every server: make it, RegisterWith() the builder, build and start, Start(); in the end EndCalls(), then
// grpc::Server::Shutdown, then Join().
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/api/health_server.h"
#include "server/api/list_server.h"
#include "server/api/rpc_event_loop.h"
#include "server/api/service.h"
#include "server/api/watch_server.h"
#include "server/state/store.h"
#include "server/watch/watcher.h"

namespace rollcall::api {

struct ApiOptions {
  WatchLimits limits;
  ListServer::Clock clock = absl::Now;
  absl::Duration revision_wait = watch::kRevisionWait;  // how long a list waits for its revision at most
};

class Api {
 public:
  // Subscribes to the store: make it before the feed starts, and let it live until the feed has ended.
  Api(state::Store& store, ApiOptions options);
  ~Api();

  // Once.
  void RegisterWith(grpc::ServerBuilder& builder);
  // After the grpc::Server was started.
  void Start();
  // Tells all callers that the server stops. Before grpc::Server::Shutdown.
  void EndCalls();
  // Ends the thread. After grpc::Server::Shutdown.
  void Join();

  const ListServer& lists() const { return *lists_; }
  const watch::WatchCounters& watch_counters() const { return watches_->counters(); }

 private:
  state::Store& store_;
  const ApiOptions options_;
  Service service_;
  std::unique_ptr<ListServer> lists_;
  std::unique_ptr<HealthServer> health_;
  std::unique_ptr<WatchServer> watches_;
  std::unique_ptr<RpcEventLoop> calls_;  // goes first: calls use the others until they end
};

}  // namespace rollcall::api
