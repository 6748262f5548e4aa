// SPDX-License-Identifier: Apache-2.0
// Unary calls to a set of replicas: chooses the server, limits the time and retries.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/cancellation.h"
#include "client/lib/clock.h"
#include "client/lib/stub.h"

namespace rollcall::client {

// For one thread.
class Connection {
 public:
  // Time limit of a call. `total` is for all servers and retries together. `server_wait` is added because the server
  // itself may wait that long (for min_revision); each attempt may use it.
  struct Budget {
    absl::Duration total;
    absl::Duration server_wait;
  };
  // One attempt at one server. It must end within `timeout`.
  using Attempt = std::function<absl::Status(Stub& stub, absl::Duration timeout)>;

  // `servers` are replicas and must not be empty. `connector`, `clock` and `cancellation` must outlive this.
  Connection(std::vector<std::string> servers, Connector& connector, Clock& clock, Cancellation& cancellation);

  // Tries the servers in turn, beginning with the one that answered last. Returns the first OK or final error
  // (error.h). If no server could be reached in a whole round, returns that error at once. If some server was only not
  // ready, waits as long as it asked for and starts another round, within the budget. The error names every server and
  // its error. CANCELLED if the cancellation ended the wait.
  absl::Status Call(const Budget& budget, const Attempt& attempt);

  // The server that answered last; the first server before any has answered.
  const std::string& server() const { return servers_[current_]; }

 private:
  struct Limits;
  struct Round;
  Round TryEachServer(const Limits& limits, const Attempt& attempt);
  Stub& StubFor(const std::string& server);

  const std::vector<std::string> servers_;
  Connector& connector_;
  Clock& clock_;
  Cancellation& cancellation_;
  size_t current_ = 0;
  std::map<std::string, std::unique_ptr<Stub>> stubs_;
};

}  // namespace rollcall::client
