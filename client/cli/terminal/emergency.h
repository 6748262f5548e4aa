// SPDX-License-Identifier: Apache-2.0
// Restores the terminal when the process dies without running destructors.
#pragma once

#include <termios.h>

#include <string_view>

namespace rollcall::cli {

// What restores a terminal. The text must live as long as the program.
struct TerminalRestoration {
  int descriptor;
  termios mode;
  std::string_view text;
};

// Writes the text and sets the mode. Async-signal-safe; errors are ignored.
void RestoreTerminal(const TerminalRestoration& restoration);

// Until CancelEmergency, the process runs `restoration`, which must live so long, before it dies of SIGQUIT or a crash,
// and before a failed CHECK says so. A signal that is ignored, or has a handler already, is left alone.
void PrepareEmergency(const TerminalRestoration& restoration);
void CancelEmergency();

}  // namespace rollcall::cli
