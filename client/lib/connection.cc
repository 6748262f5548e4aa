// SPDX-License-Identifier: Apache-2.0
#include "client/lib/connection.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"
#include "rollcall/client/error.h"
#include "rollcall/instant.h"

namespace rollcall::client {
namespace {

constexpr absl::Duration kMinPause = absl::Milliseconds(100);
constexpr absl::Duration kMinAttempt = absl::Milliseconds(1);

// The end of the budget cuts off the last attempt at a server. The error that the server sent in an earlier round says
// more than that timeout, so the earlier error is kept.
ServerErrors PreferServerErrors(ServerErrors failures, const ServerErrors& earlier) {
  if (earlier.empty()) return failures;
  CHECK_EQ(failures.size(), earlier.size());
  for (size_t i = 0; i < failures.size(); ++i) {
    if (absl::IsDeadlineExceeded(failures[i].second)) failures[i] = earlier[i];
  }
  return failures;
}

// The time for the next attempt when `servers_left` servers have not been tried in this round. A server that hangs, or
// that waits for a revision, must leave time for the servers after it.
absl::Duration AttemptTimeout(absl::Duration left, size_t servers_left) {
  return std::max(left / static_cast<int64_t>(servers_left), kMinAttempt);
}

}  // namespace

// The result of one turn over all servers.
struct Connection::Round {
  std::optional<absl::Status> result;  // OK or a final error; set if it ended the call
  ServerErrors failures;               // one for each server, in the order tried
  // The shortest delay that a server asked for. Infinite if no server was reached, because then waiting is useless.
  absl::Duration retry_delay = absl::InfiniteDuration();
};

Connection::Connection(std::vector<std::string> servers, Connector& connector, Clock& clock, Cancellation& cancellation,
                       OnFailure on_failure)
    : servers_(std::move(servers)),
      connector_(connector),
      clock_(clock),
      cancellation_(cancellation),
      on_failure_(std::move(on_failure)) {
  CHECK(!servers_.empty());
}

absl::Status Connection::Call(absl::Duration timeout, const Attempt& attempt) {
  const Instant deadline = clock_.Now() + timeout;
  ServerErrors failures;
  while (true) {
    Round round = TryEachServer(deadline, attempt);
    if (round.result.has_value()) return *round.result;
    failures = PreferServerErrors(std::move(round.failures), failures);
    const Instant next = clock_.Now() + std::max(round.retry_delay, kMinPause);
    if (next >= deadline) return CombineErrors(failures);
    clock_.SleepUntil(next, cancellation_);
    if (cancellation_.cancelled()) return absl::CancelledError("canceled");
  }
}

Connection::Round Connection::TryEachServer(Instant deadline, const Attempt& attempt) {
  Round round;
  const size_t first = current_;
  for (size_t i = 0; i < servers_.size(); ++i) {
    const size_t at = (first + i) % servers_.size();
    const absl::Duration timeout = AttemptTimeout(deadline - clock_.Now(), servers_.size() - i);
    const absl::Status status = attempt(StubFor(servers_[at]), timeout);
    if (cancellation_.cancelled()) {
      round.result = absl::CancelledError("canceled");
      return round;
    }
    const ErrorKind kind = KindOf(status);
    if (kind != ErrorKind::kUnreachable && kind != ErrorKind::kNotReady) {
      current_ = at;
      round.result = status;
      return round;
    }
    if (on_failure_ != nullptr) on_failure_(servers_[at], status);
    round.failures.emplace_back(servers_[at], status);
    if (kind == ErrorKind::kNotReady) round.retry_delay = std::min(round.retry_delay, RetryDelayOf(status));
  }
  return round;
}

Stub& Connection::StubFor(const std::string& server) {
  std::unique_ptr<Stub>& stub = stubs_[server];
  if (stub == nullptr) stub = connector_.Connect(server);
  return *stub;
}

}  // namespace rollcall::client
