// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/peer_usage.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/deadline.h"

namespace rollcall::rpc {
namespace {

constexpr absl::Duration kLongestWait = absl::Hours(1);  // at once, so that no clock overflows

}  // namespace

void PeerUsage::SetLimits(PeerLimits limits) {
  MutexLock lock(mutex_);
  limits_ = limits;
}

absl::Status PeerUsage::BeginConnection(const Peer& peer, ConnectionLimit* exceeded) {
  MutexLock lock(mutex_);
  if (connections_ >= limits_.max_connections) {
    if (exceeded != nullptr) *exceeded = ConnectionLimit::kOfServer;
    return absl::ResourceExhaustedError(
        absl::StrCat("this server has its ", limits_.max_connections, " connections; see --max-connections"));
  }
  Usage& usage = by_host_[peer.host];
  if (usage.connections >= limits_.max_connections_per_peer) {
    if (exceeded != nullptr) *exceeded = ConnectionLimit::kOfPeer;
    return absl::ResourceExhaustedError(absl::StrCat("this peer has its ", limits_.max_connections_per_peer,
                                                     " connections; see --max-connections-per-peer"));
  }
  ++usage.connections;
  ++connections_;
  return absl::OkStatus();
}

void PeerUsage::EndConnection(const Peer& peer) {
  MutexLock lock(mutex_);
  Usage& usage = by_host_[peer.host];
  CHECK_GT(usage.connections, 0u);
  --usage.connections;
  if (--connections_ == 0) no_connections_.NotifyAll();
  ForgetIfUnused(peer.host);
}

absl::Status PeerUsage::BeginCall(const Peer& peer) {
  MutexLock lock(mutex_);
  Usage& usage = by_host_[peer.host];
  if (usage.calls >= limits_.max_calls_per_peer) {
    return absl::ResourceExhaustedError(
        absl::StrCat(limits_.max_calls_per_peer, " calls of this address run, and no more may (--max-calls-per-peer)"));
  }
  ++usage.calls;
  return absl::OkStatus();
}

void PeerUsage::EndCall(const Peer& peer) {
  MutexLock lock(mutex_);
  Usage& usage = by_host_[peer.host];
  CHECK_GT(usage.calls, 0u);
  --usage.calls;
  ForgetIfUnused(peer.host);
}

size_t PeerUsage::connections() const {
  MutexLock lock(mutex_);
  return connections_;
}

bool PeerUsage::WaitUntilNoConnections(absl::Duration at_most) {
  const Deadline deadline(at_most);
  MutexLock lock(mutex_);
  while (connections_ > 0 && !deadline.Passed()) {
    no_connections_.WaitFor(mutex_, absl::ToChronoNanoseconds(std::min(deadline.Left(), kLongestWait)));
  }
  return connections_ == 0;
}

void PeerUsage::ForgetIfUnused(const std::string& host) {
  const auto found = by_host_.find(host);
  if (found->second.connections == 0 && found->second.calls == 0) by_host_.erase(found);
}

}  // namespace rollcall::rpc
