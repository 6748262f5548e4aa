// SPDX-License-Identifier: Apache-2.0
// A gRPC server: listens, and gives each connection to one of its event loops, where it stays.
//
// Not thread-safe, where a comment does not say otherwise.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/rpc/connection_loop.h"
#include "server/rpc/limit_log.h"
#include "server/rpc/loop/listener.h"
#include "server/rpc/peer_usage.h"
#include "server/rpc/rpc_limits.h"
#include "server/rpc/tls/tls_context.h"

namespace rollcall::rpc {

struct RpcServerOptions {
  int threads = 1;          // event loops
  mode_t unix_mode = 0600;  // of the file of a Unix socket
  RpcLimits limits = {};
  std::shared_ptr<const TlsContext> tls = nullptr;  // null for clear text
  Authorize authorize = nullptr;                    // null: everybody may call
};

class RpcServer {
 public:
  // Listens, but does not accept yet. `listen` is HOST:PORT, where port 0 takes a free one, or unix:PATH. UNAVAILABLE
  // if that cannot be done.
  static absl::StatusOr<std::unique_ptr<RpcServer>> Listen(const std::string& listen, RpcServerOptions options);
  ~RpcServer();

  // The address as a client names it: with the port that was taken.
  const std::string& address() const { return address_; }
  const RpcCounters& counters() const { return counters_; }
  // Replaces those limits that can change while it runs: max_connections, max_connections_per_peer, max_calls_per_peer
  // and max_unsent_bytes. Thread-safe.
  void SetLimits(const RpcLimits& limits);
  // What was counted for each method. Thread-safe after Start.
  MethodTotals CallTotalsByMethod() const;
  // For methods and turn hooks, which are added before Start.
  const std::vector<std::unique_ptr<ConnectionLoop>>& loops() { return loops_; }

  // Accepts connections, on threads of its own.
  void Start();
  // Accepts no more connections and no more calls. Thread-safe.
  void StopAccepting();
  // StopAccepting(), then waits at most `drain_for` for the calls to end, cuts off the rest and ends the threads.
  void Shutdown(absl::Duration drain_for);

 private:
  RpcServer(ListeningSockets sockets, RpcServerOptions options);
  void OnAccepted(UniqueFd fd);

  const std::string address_;
  const RpcServerOptions options_;
  PeerUsage usage_;
  RpcCounters counters_;
  UnsentBudget unsent_;
  LimitLog log_;
  const ConnectionLoop::Shared shared_;
  ListeningSockets sockets_;  // until Start
  std::vector<std::unique_ptr<ConnectionLoop>> loops_;
  size_t next_loop_ = 0;
  std::unique_ptr<Listener> listener_;  // used on the first loop once it runs
  bool is_started_ = false;
  bool is_shut_down_ = false;
};

}  // namespace rollcall::rpc
