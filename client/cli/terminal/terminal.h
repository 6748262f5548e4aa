// SPDX-License-Identifier: Apache-2.0
// The terminal of a command that shows a screen.
#pragma once

#include <string>

namespace rollcall::cli {

// For one thread. The destructor leaves the screen.
class Terminal {
 public:
  virtual ~Terminal() = default;

  enum class Screen {
    kHidden,   // another program has the terminal: nothing may be drawn
    kShown,    // what was drawn is still there
    kCleared,  // as kShown, but everything must be drawn again
  };
  // Shows the screen if that is possible, and does what signals asked for: after Ctrl-Z it returns when the program
  // goes on. Call it before each frame, and often.
  virtual Screen Poll() = 0;
  // Gives the terminal back as it was, with the lines that it had. Poll shows the screen again.
  virtual void Leave() = 0;

  // Whether keys can be read at all.
  virtual bool has_keyboard() const = 0;
  // The bytes that were typed since the last call; does not wait.
  virtual std::string ReadTyped() = 0;
};

}  // namespace rollcall::cli
