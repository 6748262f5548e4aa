// SPDX-License-Identifier: Apache-2.0
// An event loop and its share of a server's connections.
//
// What a turn of the loop makes of output, for any number of calls, is sent at its end, in one system call for each
// connection. Used on the loop's thread only, where a comment does not say otherwise.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "base/heartbeat.h"
#include "base/unique_fd.h"
#include "rollcall/instant.h"
#include "server/rpc/connection.h"
#include "server/rpc/held_bytes.h"
#include "server/rpc/limit_log.h"
#include "server/rpc/loop/event_loop.h"
#include "server/rpc/loop/timer.h"
#include "server/rpc/peer_usage.h"
#include "server/rpc/router.h"

namespace rollcall::rpc {

// Decides whether a call may begin: its headers, and the names in its client's certificate. OK, UNAUTHENTICATED or
// PERMISSION_DENIED. Thread-safe.
using Authorize = std::function<absl::Status(const RequestHead& head, const std::vector<std::string>& names)>;

class ConnectionLoop final : private Connection::Owner {
 public:
  // What all loops of a server share. Must outlive them.
  struct Shared {
    RpcLimits limits;
    const TlsContext* tls;  // null for clear text
    Authorize authorize;
    PeerUsage& usage;
    RpcCounters& counters;
    UnsentBudget& unsent;
    LimitLog& log;
    int loops;
  };

  explicit ConnectionLoop(const Shared& shared);
  ~ConnectionLoop() override;

  // The methods of the calls on this loop, which are added before Start.
  Router& mutable_router() { return router_; }
  void AddCallTotals(MethodTotals& totals) const { router_.AddTotals(totals); }
  EventLoop& loop() override { return loop_; }
  // Beats in every turn, at least once a second. Thread-safe.
  const Heartbeat& heartbeat() const { return heartbeat_; }
  // Called at the end of a turn, with its time, before the output is sent.
  void SetTurnHook(std::function<void(Instant now)> hook) { turn_hook_ = std::move(hook); }

  void Start(std::string name);
  // Takes over a connection. Thread-safe.
  void Take(UniqueFd fd, Peer peer);
  // No more calls are taken, and each connection ends with its last call.
  void GoAway();
  void CloseAll();

 private:
  const Router& router() const override { return router_; }
  const RpcLimits& limits() const override { return shared_.limits; }
  RpcCounters& counters() override { return shared_.counters; }
  HeldBytes& held_bytes() override { return held_bytes_; }
  absl::Status Admit(const Peer& peer, const std::vector<std::string>& names, const RequestHead& head) override;
  void OnCallOver(const Peer& peer) override;
  void OnRequestRefused(const Peer& peer, std::string_view why) override;
  void KeepUnsentLimit() override;
  void OnHasOutput(Connection& connection) override { with_output_.insert(&connection); }
  void OnHasAcknowledgments(Connection& connection) override;
  void OnHandshakeInput(Connection& connection) override;
  void OnEnded(Connection& connection, EndReason reason, std::string_view why) override;

  void OnTurn();
  void PumpAll();
  void ContinueHandshakes();
  void CheckAll();
  void DestroyEnded();
  // Returns how many calls ended by that.
  size_t Destroy(Connection* connection);
  void Release(const Peer& peer);

  const Shared& shared_;
  EventLoop loop_;
  Router router_;
  std::function<void(Instant now)> turn_hook_;
  OutputBatch batch_;
  HeldBytes held_bytes_;  // before the connections, which hold them
  Heartbeat heartbeat_;
  bool is_going_away_ = false;
  absl::flat_hash_map<Connection*, std::unique_ptr<Connection>> connections_;
  absl::flat_hash_set<Connection*> with_output_;
  absl::flat_hash_set<Connection*> with_acknowledgments_;
  std::deque<Connection*> handshakes_;  // that can go on
  std::deque<Connection*> ended_;       // to be destroyed at the end of a turn
  std::unique_ptr<Timer> check_;
  std::unique_ptr<Timer> acknowledge_;
  bool acknowledge_is_set_ = false;
};

}  // namespace rollcall::rpc
