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
#include "client/lib/stub.h"
#include "rollcall/cancellation.h"
#include "rollcall/client/clock.h"
#include "rollcall/client/connector.h"
#include "rollcall/instant.h"

namespace rollcall::client {

// For one thread.
class Connection {
 public:
  // One attempt at one server. It must end within `timeout`.
  using Attempt = std::function<absl::Status(Stub& stub, absl::Duration timeout)>;
  // Gets each attempt that another one may follow: its server, and why it failed.
  using OnFailure = std::function<void(const std::string& server, const absl::Status& why)>;

  // `servers` are replicas and must not be empty. `connector`, `clock` and `cancellation` must outlive this.
  // `on_failure` may be empty.
  Connection(std::vector<std::string> servers, Connector& connector, Clock& clock, Cancellation& cancellation,
             OnFailure on_failure = {});

  // Tries the servers in turn, beginning with the one that answered last. Returns the first OK or final error
  // (error.h). If no server could be reached in a whole round, returns that error at once. If some server was only not
  // ready, waits as long as it asked for and starts another round. `timeout` is for all of that together. The error
  // names every server and its error. CANCELLED if the cancellation ended the wait.
  absl::Status Call(absl::Duration timeout, const Attempt& attempt);

  // The server that answered last; the first server before any has answered.
  const std::string& server() const { return servers_[current_]; }

 private:
  struct Round;
  Round TryEachServer(Instant deadline, const Attempt& attempt);
  Stub& StubFor(const std::string& server);

  const std::vector<std::string> servers_;
  Connector& connector_;
  Clock& clock_;
  Cancellation& cancellation_;
  const OnFailure on_failure_;
  size_t current_ = 0;
  std::map<std::string, std::unique_ptr<Stub>> stubs_;
};

}  // namespace rollcall::client
