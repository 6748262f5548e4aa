// SPDX-License-Identifier: Apache-2.0
// Unary calls to a set of replicas: which server is asked, for how long, and how often.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/lib/cancellation.h"
#include "client/lib/clock.h"
#include "client/lib/stub.h"

namespace rollcall::client {

// For one thread.
class Connection {
 public:
  // How long to try: `total` over all servers, of which one call may wait `server_wait` beyond its share because the
  // server itself waits (for min_revision).
  struct Budget {
    absl::Duration total;
    absl::Duration server_wait;
  };
  // One attempt at one server, to be done within `timeout`.
  using Attempt = std::function<absl::Status(Stub& stub, absl::Duration timeout)>;

  // `servers` (not empty) are replicas. `connector`, `clock` and `cancellation` must outlive this.
  Connection(std::vector<std::string> servers, Connector& connector, Clock& clock, Cancellation& cancellation);

  // Asks the servers in turn, from the one that answered last. Done with the first OK or final error (error.h). When no
  // server of a whole round can be reached, that is the answer at once; when one is only not ready, waits as long as it
  // asks for and goes round again within the budget. The error names every server tried and why.
  absl::Status Call(const Budget& budget, const Attempt& attempt);

  // The server that answered last, else the first.
  const std::string& server() const { return servers_[current_]; }

 private:
  struct Round;
  bool TryRound(absl::Time deadline, const Budget& budget, const Attempt& attempt, Round& round);
  Stub& StubOf(const std::string& server);

  const std::vector<std::string> servers_;
  Connector& connector_;
  Clock& clock_;
  Cancellation& cancellation_;
  size_t current_ = 0;
  std::map<std::string, std::unique_ptr<Stub>> stubs_;
};

}  // namespace rollcall::client
