// SPDX-License-Identifier: Apache-2.0
#include "client/lib/connection.h"

#include <algorithm>
#include <utility>

#include "client/lib/error.h"

namespace rollcall::client {
namespace {

constexpr absl::Duration kMinPause = absl::Milliseconds(100);

using Failures = std::vector<std::pair<std::string, absl::Status>>;

// The budget's end cuts off the last attempt; what the server said before tells more than that.
void KeepWhatWasTold(Failures& failures, Failures& told) {
  for (size_t i = 0; i < told.size(); ++i) {
    if (absl::IsDeadlineExceeded(failures[i].second)) failures[i] = told[i];
  }
  told = failures;
}

}  // namespace

// What one turn over all servers gave.
struct Connection::Round {
  absl::Status final_status;  // meaningful when TryRound is done
  Failures failures;          // one for each server, in the order tried
  // The shortest that a server asked for; infinite where none was reached, so that waiting makes no sense.
  absl::Duration retry_delay = absl::InfiniteDuration();
};

Connection::Connection(std::vector<std::string> servers, Connector& connector, Clock& clock, Cancellation& cancellation)
    : servers_(std::move(servers)), connector_(connector), clock_(clock), cancellation_(cancellation) {}

absl::Status Connection::Call(const Budget& budget, const Attempt& attempt) {
  const absl::Time deadline = clock_.Now() + budget.total + budget.server_wait;
  Failures told;  // by earlier rounds
  while (true) {
    Round round;
    if (TryRound(deadline, budget, attempt, round)) return round.final_status;
    KeepWhatWasTold(round.failures, told);
    const absl::Time next = clock_.Now() + std::max(round.retry_delay, kMinPause);
    if (next >= deadline) return CombineErrors(round.failures);
    clock_.SleepUntil(next, cancellation_);
    if (cancellation_.cancelled()) return absl::CancelledError("cancelled");
  }
}

// True when the call is done.
bool Connection::TryRound(absl::Time deadline, const Budget& budget, const Attempt& attempt, Round& round) {
  const size_t first = current_;
  for (size_t i = 0; i < servers_.size(); ++i) {
    const size_t at = (first + i) % servers_.size();
    const absl::Duration left = deadline - clock_.Now();
    // A server that hangs must leave time for those after it.
    const absl::Duration share =
        (left - budget.server_wait) / static_cast<int64_t>(servers_.size() - i) + budget.server_wait;
    const absl::Duration timeout = std::max(std::min(left, share), absl::Milliseconds(1));
    const absl::Status status = attempt(StubOf(servers_[at]), timeout);
    const ErrorKind kind = KindOf(status);
    if (kind != ErrorKind::kUnreachable && kind != ErrorKind::kNotReady) {
      current_ = at;
      round.final_status = status;
      return true;
    }
    round.failures.emplace_back(servers_[at], status);
    if (kind == ErrorKind::kUnreachable) continue;
    round.retry_delay = std::min(round.retry_delay, RetryDelayOf(status));
  }
  return false;
}

Stub& Connection::StubOf(const std::string& server) {
  std::unique_ptr<Stub>& stub = stubs_[server];
  if (stub == nullptr) stub = connector_.Connect(server);
  return *stub;
}

}  // namespace rollcall::client
