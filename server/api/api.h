// SPDX-License-Identifier: Apache-2.0
// The whole gRPC API over a store, on a server that listens: its services on each of its event loops.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/log.h"
#include "rollcall/instant.h"
#include "server/api/health_server.h"
#include "server/api/history_server.h"
#include "server/api/list_server.h"
#include "server/api/watch_server.h"
#include "server/list/list_limits.h"
#include "server/rpc/loop/timer.h"
#include "server/rpc/reflection/reflection.h"
#include "server/rpc/rpc_server.h"
#include "server/select/min_revision.h"
#include "server/state/store.h"
#include "server/watch/watch_counters.h"
#include "server/watch/watch_limits.h"

namespace rollcall::api {

struct ApiOptions {
  watch::WatchLimits limits;
  ListServer::Clock clock = &Instant::Now;               // for lists
  absl::Duration revision_wait = select::kRevisionWait;  // how long a list waits for its revision at most
  absl::Duration expiry_interval = absl::Seconds(10);    // how often expired snapshots of listings are dropped
  list::ListLimits list_limits = {};
  // Where histories are read from; null if they are not served.
  std::shared_ptr<history::Log> history_log = nullptr;
  history::HistoryLimits history_limits = {};
  bool has_reflection = true;
  rpc::RpcServerOptions rpc = {};
};

class Api final {
 public:
  // Serves `store`, which must outlive the result, on `listen` (HOST:PORT, where port 0 takes a free one, or
  // unix:PATH). UNAVAILABLE if the address cannot be listened on.
  static absl::StatusOr<std::unique_ptr<Api>> Start(state::Store& store, const std::string& listen, ApiOptions options);
  ~Api();
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  // The address as a client names it: with the port that was taken.
  const std::string& address() const { return rpc_->address(); }
  const ListServer& lists() const { return lists_; }
  // Null if no histories are served.
  const HistoryServer* histories() const { return histories_.get(); }
  const watch::WatchCounters& watch_counters() const { return watch_counters_; }
  const rpc::RpcCounters& rpc_counters() const { return rpc_->counters(); }
  // Replaces the limits of watches, and those of RpcServer::SetLimits. What runs already goes on. Thread-safe.
  void SetLimits(const watch::WatchLimits& limits, const rpc::RpcLimits& rpc_limits);
  // The name of a thread that serves calls and has not made its rounds for longer than `at_most`; empty if there is
  // none. Thread-safe.
  std::string SilentThread(Instant now, absl::Duration at_most) const;
  // Thread-safe.
  rpc::MethodTotals CallTotalsByMethod() const { return rpc_->CallTotalsByMethod(); }
  // OK if health says that the API is SERVING, else why it does not. Thread-safe.
  absl::Status Readiness() const { return services_.front()->health.Readiness(); }
  // What the filters of all watches remember. Thread-safe.
  size_t filter_memory_bytes() const;

  // The first half of a graceful end: the health is NOT_SERVING, so that balancers notice. Lists that wait, and new
  // watches, are answered with SHUTTING_DOWN. Connections and lists are served as before, and watches go on.
  void BeginDrain();
  // The second half, after BeginDrain: no more connections and calls are taken (GOAWAY), and the watches end with
  // SHUTTING_DOWN, spread over `time`, so that not all of them come to the other replicas at once.
  void MoveCalls(absl::Duration time);
  // True from BeginDrain or EndCalls on. Thread-safe.
  bool is_draining() const { return is_draining_; }

  // Ends the calls that wait or watch, and later ones at once, with SHUTTING_DOWN.
  void EndCalls();
  // Ends the thread of the histories, whose calls have ended. It may wait for a broker for some seconds. The destructor
  // does it too.
  void EndHistories();
  // EndCalls(), and then the end of the server and its threads. Waits at most 2 s for clients that do not read their
  // last messages.
  void Shutdown();

 private:
  // The services on one event loop. Its turns are polled, and it is woken when one of them has something to do.
  class LoopServices {
   public:
    LoopServices(Api& api, rpc::ConnectionLoop& loop);
    HealthServer health;
    WatchServer watches;

   private:
    void OnTurn(Instant now);

    ListServer* lists_;  // null on all loops but the first one, which polls them
    rpc::Timer wake_;
    Instant wakes_at_ = Instant::InfiniteFuture();
  };

  Api(state::Store& store, std::unique_ptr<rpc::RpcServer> rpc, ApiOptions options);

  state::Store& store_;
  watch::WatchCounters watch_counters_;
  RepeatedFault watches_refused_;  // for the log
  WatchServer::Shared watch_shared_;
  ListServer lists_;
  const std::shared_ptr<history::Log> history_log_;  // null if no histories are served, and so is the next one
  const std::unique_ptr<HistoryServer> histories_;
  std::optional<rpc::Reflection> reflection_;  // nullopt if it is turned off
  const std::unique_ptr<rpc::RpcServer> rpc_;
  std::vector<std::unique_ptr<LoopServices>> services_;
  std::atomic<bool> is_draining_ = false;
  bool is_shut_down_ = false;
};

}  // namespace rollcall::api
