// SPDX-License-Identifier: Apache-2.0
// The program `rollcall`: wires the commands to the process.
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <memory>

#include "base/check.h"
#include "client/cli/commands/program.h"
#include "client/cli/terminal/signal_watcher.h"
#include "client/lib/cancellation.h"

namespace {

using rollcall::cli::Color;
using rollcall::cli::CommandContext;
using rollcall::cli::FileOutput;
using rollcall::cli::IsTerminal;
using rollcall::cli::SignalWatcher;
using rollcall::cli::TerminalSize;

IsTerminal Ask(int descriptor) { return isatty(descriptor) == 1 ? IsTerminal::kYes : IsTerminal::kNo; }

TerminalSize SizeOfStdout() {
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {.width = size.ws_col, .height = size.ws_row};
}

// https://no-color.org: set and not empty.
Color AllowedColor() {
  const char* no_color = std::getenv("NO_COLOR");
  return no_color != nullptr && *no_color != '\0' ? Color::kNone : Color::kAnsi;
}

}  // namespace

int main(int argc, char** argv) {
  rollcall::DieOfBugOnTerminate();
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is met as EPIPE, where it is written to
  rollcall::client::Cancellation cancellation;
  FileOutput out(STDOUT_FILENO, cancellation);
  FileOutput err(STDERR_FILENO, cancellation);
  CommandContext context = {.out = out, .err = err, .cancellation = cancellation};
  context.out_is = Ask(STDOUT_FILENO);
  context.err_is = Ask(STDERR_FILENO);
  context.color = AllowedColor();
  context.terminal_size = SizeOfStdout;
  context.stop_by_signals = [&cancellation] { return std::make_shared<SignalWatcher>(STDOUT_FILENO, cancellation); };
  return rollcall::cli::RunProgram(argc, argv, context);
}
