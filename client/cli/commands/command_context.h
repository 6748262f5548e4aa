// SPDX-License-Identifier: Apache-2.0
// What a command meets: where it writes, what it writes to, and what ends it. main fills it in; so do tests.
#pragma once

#include <functional>
#include <memory>

#include "client/cli/render/frame.h"
#include "client/cli/terminal/output.h"
#include "client/lib/cancellation.h"
#include "client/lib/clock.h"

namespace rollcall::cli {

enum class IsTerminal { kNo, kYes };

struct TerminalSize {
  size_t width = 80;
  size_t height = 24;
};

struct CommandContext {
  Output& out;
  Output& err;
  IsTerminal out_is = IsTerminal::kNo;
  IsTerminal err_is = IsTerminal::kNo;
  Color color = Color::kNone;
  std::function<TerminalSize()> terminal_size = [] { return TerminalSize(); };
  client::Cancellation& cancellation;
  client::Clock& clock = client::SystemClock();
  // Called by a command that runs until it is told to stop: makes signals and a closed pipe cancel for as long as the
  // result lives.
  std::function<std::shared_ptr<void>()> stop_by_signals = [] { return nullptr; };
};

}  // namespace rollcall::cli
