// What a command meets: where it writes, what it writes to, and what ends it. main fills it in; so do tests.
#pragma once

#include <functional>
#include <memory>

#include "client/cancellation.h"
#include "client/clock.h"
#include "client/render/frame.h"
#include "client/terminal/output.h"

namespace rollcall::client {

enum class IsTerminal { kNo, kYes };

struct TerminalSize {
  size_t width = 80;
  size_t height = 24;
};

struct Surroundings {
  Output& out;
  Output& err;
  IsTerminal out_is = IsTerminal::kNo;
  IsTerminal err_is = IsTerminal::kNo;
  Colour colour = Colour::kNone;
  std::function<TerminalSize()> terminal_size = [] { return TerminalSize(); };
  Cancellation& cancellation;
  Clock& clock = SystemClock();
  // Called by a command that runs until it is told to stop: makes signals and a closed pipe cancel for as long as the
  // result lives.
  std::function<std::shared_ptr<void>()> stop_by_signals = [] { return nullptr; };
};

}  // namespace rollcall::client
