// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/rpc_server.h"

#include <future>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "rollcall/instant.h"

namespace rollcall::rpc {
namespace {

PeerLimits ToPeerLimits(const RpcLimits& limits) {
  return {limits.max_connections, limits.max_connections_per_peer, limits.max_calls_per_peer};
}

// Runs `work` on the loop's thread and waits for it.
void RunOn(ConnectionLoop& loop, const std::function<void()>& work) {
  std::promise<void> done;
  loop.loop().Post([&] {
    work();
    done.set_value();
  });
  done.get_future().wait();
}

}  // namespace

absl::StatusOr<std::unique_ptr<RpcServer>> RpcServer::Listen(const std::string& listen, RpcServerOptions options) {
  absl::StatusOr<ListeningSockets> sockets = ListenOn(listen, options.unix_mode);
  if (!sockets.ok()) return sockets.status();
  return std::unique_ptr<RpcServer>(new RpcServer(*std::move(sockets), std::move(options)));
}

RpcServer::RpcServer(ListeningSockets sockets, RpcServerOptions options)
    : address_(sockets.address),
      options_(std::move(options)),
      usage_(ToPeerLimits(options_.limits)),
      unsent_{counters_.unsent_bytes, counters_.unsent_refused, options_.limits.max_unsent_bytes},
      shared_{options_.limits, options_.tls.get(), options_.authorize, usage_, counters_, unsent_, log_,
              options_.threads},
      sockets_(std::move(sockets)) {
  CHECK_GT(options_.threads, 0);
  for (int i = 0; i < options_.threads; ++i) loops_.push_back(std::make_unique<ConnectionLoop>(shared_));
}

RpcServer::~RpcServer() { Shutdown(absl::ZeroDuration()); }

void RpcServer::SetLimits(const RpcLimits& limits) {
  usage_.SetLimits(ToPeerLimits(limits));
  unsent_.limit = limits.max_unsent_bytes;
}

MethodTotals RpcServer::CallTotalsByMethod() const {
  MethodTotals totals;
  for (const auto& loop : loops_) loop->AddCallTotals(totals);
  return totals;
}

void RpcServer::Start() {
  CHECK(!std::exchange(is_started_, true));
  listener_ = std::make_unique<Listener>(loops_.front()->loop(), std::move(sockets_),
                                         [this](UniqueFd fd) { OnAccepted(std::move(fd)); });
  for (size_t i = 0; i < loops_.size(); ++i) loops_[i]->Start(absl::StrCat("rpc-", i));
}

void RpcServer::OnAccepted(UniqueFd fd) {
  Peer peer = PeerOf(fd.get());
  ConnectionLimit exceeded = ConnectionLimit::kOfServer;
  if (const absl::Status status = usage_.BeginConnection(peer, &exceeded); !status.ok()) {
    const bool is_full = exceeded == ConnectionLimit::kOfServer;
    ++(is_full ? counters_.connections_refused : counters_.connections_of_peer_refused);
    log_.connections_refused.Report(Instant::Now(), "refused a connection",
                                    absl::StrCat(peer.host, ": ", status.message()));
    return;
  }
  ++counters_.connections;
  next_loop_ = (next_loop_ + 1) % loops_.size();
  loops_[next_loop_]->Take(std::move(fd), std::move(peer));
}

void RpcServer::StopAccepting() {
  loops_.front()->loop().Post([this] { listener_.reset(); });
  for (const auto& loop : loops_) loop->loop().Post([&loop] { loop->GoAway(); });
}

void RpcServer::Shutdown(absl::Duration drain_for) {
  if (std::exchange(is_shut_down_, true)) return;
  if (is_started_) {
    StopAccepting();
    usage_.WaitUntilNoConnections(drain_for);
    for (const auto& loop : loops_) RunOn(*loop, [&loop] { loop->CloseAll(); });
  }
  for (const auto& loop : loops_) loop->loop().Stop();
}

}  // namespace rollcall::rpc
