// SPDX-License-Identifier: Apache-2.0
// A real terminal: its mode, its second screen, and the signals of its keys.
#pragma once

#include <string>

#include "base/unique_fd.h"
#include "client/cli/terminal/emergency.h"
#include "client/cli/terminal/terminal.h"

namespace rollcall::cli {

// While the screen is shown, keys arrive one by one and are not echoed, the cursor is hidden, and the terminal shows
// its second ("alternate") screen, so that resizing, Ctrl-Z and the end leave the lines of the shell as they were.
//
// The terminal is restored on every way out: by Leave and the destructor; when the program is stopped (Ctrl-Z), and
// again the screen when it goes on; before it dies of a signal such as that of Ctrl-\, or of a failed CHECK.
// In the background it touches nothing and waits to be in the foreground.
//
// Make it before other threads start, because they must inherit the blocked signals. At most one may exist at a time.
class TtyTerminal final : public Terminal {
 public:
  // Two file descriptors, which it does not own. `output` must be a terminal; keys are read if `input` is one too.
  TtyTerminal(int input, int output);
  ~TtyTerminal() override;
  TtyTerminal(const TtyTerminal&) = delete;
  TtyTerminal& operator=(const TtyTerminal&) = delete;

  Screen Poll() override;
  void Leave() override;
  bool has_keyboard() const override { return has_keyboard_; }
  std::string ReadTyped() override;

 private:
  enum class Signal { kNone, kStop, kContinue };
  Signal NextSignal();
  bool IsInForeground() const;
  void Enter();
  void Stop();

  const int input_;
  const int output_;
  bool has_keyboard_;
  UniqueFd signals_;  // a signalfd that does not block
  bool is_shown_ = false;
  TerminalRestoration before_ = {};  // while the screen is shown
};

}  // namespace rollcall::cli
