// SPDX-License-Identifier: Apache-2.0
// The program `rollcall`: connects the commands to the process.
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <memory>

#include "base/cancellation.h"
#include "base/check.h"
#include "base/settings_file.h"
#include "base/signal_watcher.h"
#include "client/cli/commands/program.h"

namespace {

using rollcall::SignalWatcher;
using rollcall::cli::Color;
using rollcall::cli::CommandContext;
using rollcall::cli::FileOutput;
using rollcall::cli::TerminalSize;

TerminalSize StdoutSize() {
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {.width = size.ws_col, .height = size.ws_row};
}

// https://no-color.org: NO_COLOR turns color off if it is set and not empty.
Color AllowedColor() {
  const char* no_color = std::getenv("NO_COLOR");
  return no_color != nullptr && *no_color != '\0' ? Color::kNone : Color::kAnsi;
}

}  // namespace

int main(int argc, char** argv) {
  rollcall::DieOfBugOnTerminate();
  std::signal(SIGPIPE, SIG_IGN);  // a write to a closed pipe then fails with EPIPE
  rollcall::Cancellation cancellation;
  FileOutput out(STDOUT_FILENO, cancellation);
  FileOutput err(STDERR_FILENO, cancellation);
  CommandContext context = {
      .out = out,
      .err = err,
      .out_is_terminal = isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = isatty(STDERR_FILENO) == 1,
      .color = AllowedColor(),
      .terminal_size = StdoutSize,
      .cancellation = cancellation,
      .cancel_on_signals = [&cancellation] { return std::make_shared<SignalWatcher>(STDOUT_FILENO, cancellation); },
      .usual_settings_file = rollcall::UsualSettingsFile(std::getenv("XDG_CONFIG_HOME"), std::getenv("HOME")),
  };
  return rollcall::cli::RunProgram(argc, argv, context);
}
