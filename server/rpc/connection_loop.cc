// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/connection_loop.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/log.h"
#include "rollcall/instant.h"

namespace rollcall::rpc {
namespace {

// A caller that has not read for so long may be ended when memory is short. Others are in the midst of reading.
constexpr absl::Duration kStalled = absl::Seconds(1);
constexpr absl::Duration kCheckInterval = absl::Seconds(1);
// Each may cost a signature, a millisecond or so.
constexpr int kHandshakesInTurn = 4;
constexpr size_t kCallsDestroyedInTurn = 500;  // and those of the connection with which there are so many

// Others end in the life of every client: it has closed the connection, or its machine was switched off.
bool IsForOperators(EndReason reason) { return reason != EndReason::kClosed && reason != EndReason::kSilent; }

}  // namespace

ConnectionLoop::ConnectionLoop(const Shared& shared)
    : shared_(shared),
      held_bytes_(shared.unsent),
      check_(std::make_unique<Timer>(loop_, [this] { CheckAll(); })),
      acknowledge_(std::make_unique<Timer>(loop_, [this] {
        acknowledge_is_set_ = false;
        with_output_.insert(with_acknowledgments_.begin(), with_acknowledgments_.end());
        with_acknowledgments_.clear();
      })) {
  loop_.SetTurnHook([this] { OnTurn(); });
  check_->Repeat(kCheckInterval);
}

ConnectionLoop::~ConnectionLoop() {
  loop_.Stop();
  turn_hook_ = nullptr;  // what it uses may have ended
  CloseAll();
  while (!connections_.empty()) OnTurn();
  check_.reset();
  acknowledge_.reset();
}

void ConnectionLoop::Start(std::string name) { loop_.Start(std::move(name)); }

void ConnectionLoop::Take(UniqueFd fd, Peer peer) {
  // std::function wants what it holds to be copyable.
  auto shared_fd = std::make_shared<UniqueFd>(std::move(fd));
  loop_.Post([this, shared_fd, peer = std::move(peer)] {
    if (is_going_away_) return Release(peer);
    std::unique_ptr<Connection> connection(
        new Connection(*this, std::move(*shared_fd), peer, shared_.tls, Instant::Now()));
    Connection* const key = connection.get();
    connections_.emplace(key, std::move(connection));
  });
}

absl::Status ConnectionLoop::Admit(const Peer& peer, const std::vector<std::string>& names, const RequestHead& head) {
  if (shared_.authorize != nullptr) {
    if (absl::Status status = shared_.authorize(head, names); !status.ok()) {
      ++shared_.counters.calls_unauthorized;
      return status;
    }
  }
  if (absl::Status status = shared_.usage.BeginCall(peer); !status.ok()) {
    ++shared_.counters.calls_refused;
    shared_.log.calls_refused.Report(Instant::Now(), "refused a call",
                                     absl::StrCat(peer.host, ": ", status.message(), "; see --max-calls-per-peer"));
    return status;
  }
  ++shared_.counters.calls;
  return absl::OkStatus();
}

void ConnectionLoop::OnCallOver(const Peer& peer) {
  --shared_.counters.calls;
  shared_.usage.EndCall(peer);
}

void ConnectionLoop::OnRequestRefused(const Peer& peer, std::string_view why) {
  shared_.log.requests_refused.Report(Instant::Now(), "refused a request",
                                      absl::StrCat(peer.host, ": ", AbslView(why)));
}

void ConnectionLoop::OnHasAcknowledgments(Connection& connection) {
  with_acknowledgments_.insert(&connection);
  if (std::exchange(acknowledge_is_set_, true)) return;
  acknowledge_->Set(shared_.limits.acknowledge_within);
}

void ConnectionLoop::OnHandshakeInput(Connection& connection) {
  if (handshakes_.empty()) loop_.Post([] {});  // the next turn comes at once
  handshakes_.push_back(&connection);
}

void ConnectionLoop::OnEnded(Connection& connection, EndReason reason, std::string_view why) {
  ++shared_.counters.connections_ended[static_cast<size_t>(reason)];
  if (IsForOperators(reason)) {
    shared_.log.connections_ended.Report(Instant::Now(), "ended a connection",
                                         absl::StrCat(connection.peer().host, ": ", AbslView(why)));
  } else if (!why.empty()) {
    Log(LogLevel::kDebug, "connection ended", {{"peer", connection.peer().address}, {"reason", why}});
  }
  ended_.push_back(&connection);
}

void ConnectionLoop::OnTurn() {
  const Instant now = Instant::Now();
  heartbeat_.Beat(now);
  held_bytes_.SetNow(now);
  ContinueHandshakes();
  if (turn_hook_ != nullptr) turn_hook_(now);
  PumpAll();
  DestroyEnded();
}

// Not all of them at once: to end thousands of calls takes milliseconds. But while too much memory is held, what they
// hold must not count against others.
void ConnectionLoop::DestroyEnded() {
  const size_t most = shared_.unsent.IsExceeded() ? SIZE_MAX : kCallsDestroyedInTurn;
  for (size_t calls = 0; !ended_.empty() && calls < most; ended_.pop_front()) {
    calls += Destroy(ended_.front());
  }
  if (!ended_.empty()) loop_.Post([] {});
}

void ConnectionLoop::ContinueHandshakes() {
  for (int i = 0; i < kHandshakesInTurn && !handshakes_.empty(); ++i) {
    Connection* const connection = handshakes_.front();
    handshakes_.pop_front();
    connection->ContinueHandshake();
  }
  if (!handshakes_.empty()) loop_.Post([] {});
}

void ConnectionLoop::PumpAll() {
  KeepUnsentLimit();
  // What is sent may make others have output.
  while (!with_output_.empty()) {
    for (Connection* const connection : std::exchange(with_output_, {})) {
      with_acknowledgments_.erase(connection);
      connection->Pump(batch_);
      KeepUnsentLimit();
    }
  }
}

// Each loop cares for its share, so that together they keep the limit. Those that hold bytes longest do not read.
void ConnectionLoop::KeepUnsentLimit() {
  held_bytes_.Publish();
  if (!shared_.unsent.IsExceeded()) return;
  const bool is_far_above = held_bytes_.OfAllLoops() > 2 * shared_.unsent.limit;
  const absl::Duration stalled_for = is_far_above ? absl::ZeroDuration() : kStalled;
  const int64_t enough = shared_.unsent.limit / 4 * 3;
  const int64_t share = enough / shared_.loops;
  uint64_t ended = 0;
  while (held_bytes_.OfAllLoops() > enough && held_bytes_.OfThisLoop() > share &&
         held_bytes_.LetGoOfOldest(stalled_for)) {
    ++ended;
  }
  held_bytes_.Publish();
  if (ended == 0) return;
  shared_.counters.unsent_ended += ended;
  shared_.log.unsent.Report(Instant::Now(), "ended calls that hold memory longest",
                            absl::StrCat("callers do not read their answers, and these take more than ",
                                         shared_.unsent.limit.load(), " bytes; see --max-unsent-bytes"));
}

void ConnectionLoop::CheckAll() {
  const Instant now = Instant::Now();
  for (const auto& [connection, owned] : connections_) connection->Check(now);
  KeepUnsentLimit();
}

void ConnectionLoop::GoAway() {
  is_going_away_ = true;
  for (const auto& [connection, owned] : connections_) connection->GoAway();
}

void ConnectionLoop::CloseAll() {
  for (const auto& [connection, owned] : connections_) {
    if (!connection->has_ended()) ended_.push_back(connection);
  }
}

void ConnectionLoop::Release(const Peer& peer) {
  --shared_.counters.connections;
  shared_.usage.EndConnection(peer);
}

size_t ConnectionLoop::Destroy(Connection* connection) {
  const auto found = connections_.find(connection);
  if (found == connections_.end()) return 0;
  with_output_.erase(connection);
  with_acknowledgments_.erase(connection);
  std::erase(handshakes_, connection);
  Release(connection->peer());
  const size_t calls = connection->call_count();
  connections_.erase(found);
  return calls;
}

}  // namespace rollcall::rpc
