// SPDX-License-Identifier: Apache-2.0
// rollcall-agent: the node's side of Rollcall.
#include <csignal>
#include <functional>
#include <iostream>
#include <memory>
#include <utility>

#include "agent/commands/program.h"
#include "base/check.h"
#include "base/log.h"
#include "base/signal_watcher.h"
#include "rollcall/cancellation.h"

int main(int argc, char** argv) {
  rollcall::DieOfBugOnTerminate();
  std::signal(SIGPIPE, SIG_IGN);  // a closed output pipe must not end the program in the middle of publishing
  rollcall::Cancellation cancellation;
  rollcall::agent::CommandContext context{
      .in = std::cin,
      .out = std::cout,
      .err = std::cerr,
      .cancellation = cancellation,
      .cancel_on_signals = [&cancellation] { return std::make_shared<rollcall::SignalWatcher>(-1, cancellation); },
      .call_on_signal =
          [](std::function<void(int signal)> on_signal) {
            return std::make_shared<rollcall::SignalWatcher>(-1, std::move(on_signal));
          },
      .set_up_log = rollcall::SetUpLog,
      .log_format = rollcall::LogFormat::kText};
  return rollcall::agent::RunProgram(argc, argv, context);
}
