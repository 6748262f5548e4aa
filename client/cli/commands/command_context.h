// SPDX-License-Identifier: Apache-2.0
// The environment in which a command runs: its outputs, the terminal, the clock and the cancellation. main makes it;
// tests make their own.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "client/cli/render/color.h"
#include "client/cli/terminal/output.h"
#include "client/cli/terminal/terminal.h"
#include "client/cli/views/charset.h"
#include "rollcall/cancellation.h"
#include "rollcall/client/clock.h"

namespace rollcall::cli {

struct TerminalSize {
  size_t width = 80;   // columns
  size_t height = 24;  // lines
  friend bool operator==(const TerminalSize&, const TerminalSize&) = default;
};

struct CommandContext {
  Output& out;
  Output& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool terminal_is_dumb = false;  // it cannot move the cursor
  Color color = Color::kNone;
  Charset charset = Charset::kUtf8;  // of stdout's reader
  std::function<TerminalSize()> terminal_size = [] { return TerminalSize(); };
  // Called by a command that shows a screen, before it starts threads. nullptr if stdout is no terminal: frames are
  // then written as they are, and no keys are read.
  std::function<std::unique_ptr<Terminal>()> open_terminal = [] { return nullptr; };
  Cancellation& cancellation;
  client::Clock& clock = client::SystemClock();
  // Called by a command that runs until it is canceled. While the result lives, a signal and a closed stdout cancel
  // `cancellation`.
  std::function<std::shared_ptr<void>()> cancel_on_signals = [] { return nullptr; };
  std::string usual_settings_file = {};  // read if no other is named; empty: there is none
};

}  // namespace rollcall::cli
