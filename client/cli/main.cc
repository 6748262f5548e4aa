// SPDX-License-Identifier: Apache-2.0
// The program `rollcall`: connects the commands to the process.
#include <langinfo.h>
#include <locale.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "base/check.h"
#include "base/first_process.h"
#include "base/settings_file.h"
#include "base/signal_watcher.h"
#include "client/cli/commands/program.h"
#include "client/cli/terminal/tty_terminal.h"
#include "rollcall/cancellation.h"

namespace {

using rollcall::SignalWatcher;
using rollcall::cli::Charset;
using rollcall::cli::Color;
using rollcall::cli::CommandContext;
using rollcall::cli::FileOutput;
using rollcall::cli::Terminal;
using rollcall::cli::TerminalSize;
using rollcall::cli::TtyTerminal;

TerminalSize StdoutSize() {
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {.width = size.ws_col, .height = size.ws_row};
}

// By convention a terminal without TERM, or with this name, cannot move the cursor.
bool IsDumb() {
  const char* term = std::getenv("TERM");
  return term == nullptr || *term == '\0' || std::string_view(term) == "dumb";
}

std::unique_ptr<Terminal> OpenTerminal() {
  return isatty(STDOUT_FILENO) == 1 ? std::make_unique<TtyTerminal>(STDIN_FILENO, STDOUT_FILENO) : nullptr;
}

// https://no-color.org: NO_COLOR turns color off if it is set and not empty.
Color AllowedColor() {
  const char* no_color = std::getenv("NO_COLOR");
  return no_color != nullptr && *no_color != '\0' ? Color::kNone : Color::kAnsi;
}

// The character set of the user's locale, read without setting the locale of the process.
Charset UserCharset() {
  const locale_t locale = newlocale(LC_CTYPE_MASK, "", nullptr);
  if (locale == nullptr) return Charset::kAscii;
  const bool is_utf8 = std::string_view(nl_langinfo_l(CODESET, locale)) == "UTF-8";
  freelocale(locale);
  return is_utf8 ? Charset::kUtf8 : Charset::kAscii;
}

}  // namespace

int main(int argc, char** argv) {
  rollcall::DieOfBugOnTerminate();
  rollcall::EndOnSignalsIfFirstProcess();
  std::signal(SIGPIPE, SIG_IGN);  // a write to a closed pipe then fails with EPIPE
  rollcall::Cancellation cancellation;
  FileOutput out(STDOUT_FILENO, cancellation);
  FileOutput err(STDERR_FILENO, cancellation);
  CommandContext context = {
      .out = out,
      .err = err,
      .out_is_terminal = isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = isatty(STDERR_FILENO) == 1,
      .terminal_is_dumb = IsDumb(),
      .color = AllowedColor(),
      .charset = UserCharset(),
      .terminal_size = StdoutSize,
      .open_terminal = OpenTerminal,
      .cancellation = cancellation,
      .cancel_on_signals = [&cancellation] { return std::make_shared<SignalWatcher>(STDOUT_FILENO, cancellation); },
      .usual_settings_file = rollcall::UsualSettingsFile(std::getenv("XDG_CONFIG_HOME"), std::getenv("HOME")),
  };
  return rollcall::cli::RunProgram(argc, argv, context);
}
