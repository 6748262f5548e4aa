// SPDX-License-Identifier: Apache-2.0
// Counts the connections and calls of each peer, and refuses what is too much. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "server/rpc/loop/peer.h"

namespace rollcall::rpc {

struct PeerLimits {
  size_t max_connections = 0;           // in all
  size_t max_connections_per_peer = 0;  // an IP address, or all of a Unix socket
  size_t max_calls_per_peer = 0;
};

// Which of the limits a connection would exceed.
enum class ConnectionLimit { kOfServer, kOfPeer };

class PeerUsage {
 public:
  explicit PeerUsage(PeerLimits limits) : limits_(limits) {}

  // What is there already stays, even if it is more.
  void SetLimits(PeerLimits limits) ABSL_LOCKS_EXCLUDED(mutex_);

  // RESOURCE_EXHAUSTED if there are too many. Each that begins is to be ended. `exceeded`, unless it is null, gets the
  // limit if there are too many.
  absl::Status BeginConnection(const Peer& peer, ConnectionLimit* exceeded = nullptr) ABSL_LOCKS_EXCLUDED(mutex_);
  void EndConnection(const Peer& peer) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status BeginCall(const Peer& peer) ABSL_LOCKS_EXCLUDED(mutex_);
  void EndCall(const Peer& peer) ABSL_LOCKS_EXCLUDED(mutex_);

  size_t connections() const ABSL_LOCKS_EXCLUDED(mutex_);
  // False if there are still connections after that time.
  bool WaitUntilNoConnections(absl::Duration at_most) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Usage {
    size_t connections = 0;
    size_t calls = 0;
  };
  void ForgetIfUnused(const std::string& host) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable Mutex mutex_;
  PeerLimits limits_ ABSL_GUARDED_BY(mutex_);
  CondVar no_connections_;
  size_t connections_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<std::string, Usage> by_host_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::rpc
