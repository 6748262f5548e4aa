// SPDX-License-Identifier: Apache-2.0
// Runs a wait over a watch: from messages to an exit code.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "base/exit_code.h"
#include "client/cli/commands/command_context.h"
#include "client/cli/wait/progress.h"
#include "client/cli/wait/wait_state.h"
#include "rollcall/client/cluster_watch.h"
#include "rollcall/client/watch.h"
#include "rollcall/instant.h"

namespace rollcall::cli {

// For one thread. Says on stderr what the wait is for while it lasts, and at its end how it ended.
class WaitLoop final : public client::WatchObserver {
 public:
  // `timeout` is for the whole wait. `context` must outlive this.
  WaitLoop(WaitConditions conditions, absl::Duration timeout, absl::Duration connect_timeout, CommandContext& context);

  void OnLost(const Lost& lost) override;
  void OnResumed(const Resumed& /*resumed*/) override {}  // the next checkpoint says more
  void OnWrongDigest(const WrongDigest& wrong) override;

  // Waits until the conditions decide, or time is over, or the watch ends. `watch` must be of a watch whose observer is
  // this. Call it once.
  ExitCode Run(client::ClusterWatch& watch);

 private:
  void OnMessage(const client::ViewStep& step, const client::ClusterWatch& watch);
  void SayWhatFor();
  ExitCode End() const;
  ExitCode OnTimeout() const;
  ExitCode OnWatchEnded(const absl::Status& why) const;

  const absl::Duration timeout_;
  const absl::Duration connect_timeout_;
  CommandContext& context_;
  const Instant began_;
  WaitState state_;
  Progress progress_;
};

}  // namespace rollcall::cli
