// SPDX-License-Identifier: Apache-2.0
// --wait-for-server: waits until a server shows what was written.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "agent/commands/command.h"
#include "base/deadline.h"
#include "base/mutex.h"
#include "client/flags/transport_flags.h"
#include "client/lib/connection.h"
#include "client/lib/stub.h"
#include "rollcall/client/clock.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::agent {

struct ServerWaitFlags {
  std::string servers = {};  // as `rollcall --server` takes them; empty: do not wait
  client::TransportFlags transport = {};
};

struct ServerWaitOptions {
  ServerWaitFlags flags;
  int32_t node_id = 0;
  int64_t revision = 0;  // the acknowledged offset
};

// Adds --wait-for-server, and the options of TLS for it, to a command.
void AddServerWait(CLI::App& command, ServerWaitFlags& flags);

// INVALID_ARGUMENT if the servers cannot be asked in the way that the flags say. Call it before anything is written.
absl::Status CheckServerWait(const ServerWaitFlags& flags);

// Waits for the revision; for one thread.
class RevisionWait {
 public:
  // `servers` must not be empty. `connector`, `clock` and `cancellation` must outlive this.
  RevisionWait(std::vector<std::string> servers, client::Connector& connector, client::Clock& clock,
               Cancellation& cancellation);

  // OK once the answer of a server includes the revision. Tries for `timeout`, also while no server can be reached.
  // OUT_OF_RANGE: a server answers and does not show the revision yet. Any other error: there is no answer, or none
  // that could be trusted. CANCELLED if the cancellation ended the wait.
  absl::Status Wait(int32_t node_id, int64_t revision, absl::Duration timeout);

  // Why there is no answer yet; empty before the first error. Thread-safe.
  std::string LastError() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::Status Ask(const v1::ListNodesRequest& request, Instant end, v1::ListNodesResponse& response);
  absl::Status AskUntil(const v1::ListNodesRequest& request, Instant end);

  client::Clock& clock_;
  Cancellation& cancellation_;
  client::Connection connection_;
  mutable Mutex mutex_;
  std::string last_error_ ABSL_GUARDED_BY(mutex_);
};

// The same, with a connection of its own, notices on context.err and a message if it fails. Returns kExitYes,
// kExitTimeout or kExitNoAnswer. Does nothing if no server is named. `timeout` is the command's.
ExitCode WaitForServer(const ServerWaitOptions& options, const Deadline& deadline, absl::Duration timeout,
                       CommandContext& context);

}  // namespace rollcall::agent
