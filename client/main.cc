// The program `rollcall`: wires the commands to the process.
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <memory>

#include "client/cancellation.h"
#include "client/commands/program.h"
#include "client/terminal/stop_watcher.h"

namespace {

using rollcall::client::Cancellation;
using rollcall::client::Colour;
using rollcall::client::FileOutput;
using rollcall::client::IsTerminal;
using rollcall::client::StopWatcher;
using rollcall::client::Surroundings;
using rollcall::client::TerminalSize;

IsTerminal Ask(int descriptor) { return isatty(descriptor) == 1 ? IsTerminal::kYes : IsTerminal::kNo; }

TerminalSize SizeOfStdout() {
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {.width = size.ws_col, .height = size.ws_row};
}

// https://no-color.org: set and not empty.
Colour AllowedColour() {
  const char* no_color = std::getenv("NO_COLOR");
  return no_color != nullptr && *no_color != '\0' ? Colour::kNone : Colour::kAnsi;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is met as EPIPE, where it is written to
  Cancellation cancellation;
  FileOutput out(STDOUT_FILENO, cancellation);
  FileOutput err(STDERR_FILENO, cancellation);
  Surroundings surroundings = {.out = out, .err = err, .cancellation = cancellation};
  surroundings.out_is = Ask(STDOUT_FILENO);
  surroundings.err_is = Ask(STDERR_FILENO);
  surroundings.colour = AllowedColour();
  surroundings.terminal_size = SizeOfStdout;
  surroundings.stop_by_signals = [&cancellation] { return std::make_shared<StopWatcher>(STDOUT_FILENO, cancellation); };
  return rollcall::client::RunProgram(argc, argv, surroundings);
}
