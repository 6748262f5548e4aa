// SPDX-License-Identifier: Apache-2.0
// The whole gRPC API over a store, on a server that listens: its services, and the thread that serves their calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/instant.h"
#include "server/api/health_server.h"
#include "server/api/list_server.h"
#include "server/api/rpc_event_loop.h"
#include "server/api/service.h"
#include "server/api/watch_server.h"
#include "server/select/min_revision.h"
#include "server/state/store.h"
#include "server/watch/watch_limits.h"

namespace rollcall::api {

struct ApiOptions {
  watch::WatchLimits limits;
  ListServer::Clock clock = &Instant::Now;               // for lists
  absl::Duration revision_wait = select::kRevisionWait;  // how long a list waits for its revision at most
  absl::Duration expiry_interval = absl::Seconds(10);    // how often expired snapshots of listings are dropped
};

class Api final : private RpcEventLoop::LoopHook {
 public:
  // Serves `store`, which must outlive the result, on `listen` (HOST:PORT, where port 0 takes a free one, or
  // unix:PATH). UNAVAILABLE if the address cannot be listened on.
  static absl::StatusOr<std::unique_ptr<Api>> Start(state::Store& store, const std::string& listen, ApiOptions options);
  ~Api() override { Shutdown(); }
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  // The address as a client names it: with the port that was taken.
  const std::string& address() const { return address_; }
  const ListServer& lists() const { return lists_; }
  const watch::WatchCounters& watch_counters() const { return watches_.counters(); }

  // Ends the calls that wait or watch, and later ones at once, with SHUTTING_DOWN.
  void EndCalls();
  // EndCalls(), and then the end of the server and its thread. Waits at most 2 s for clients that do not read their
  // last messages.
  void Shutdown();

 private:
  Api(state::Store& store, ApiOptions options, grpc::ServerBuilder& builder);
  void Serve();

  Instant NextWake() const override;
  void Poll(Instant now) override;

  std::string address_;
  RpcEventLoop loop_;
  Service service_;
  ListServer lists_;
  HealthServer health_;
  WatchServer watches_;
  std::unique_ptr<grpc::Server> grpc_;  // last: it uses the others
};

}  // namespace rollcall::api
