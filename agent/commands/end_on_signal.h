// SPDX-License-Identifier: Apache-2.0
// Ends a short command at once when a signal asks for it.
#pragma once

#include <memory>
#include <ostream>

#include "agent/commands/command.h"
#include "agent/commands/write_progress.h"

namespace rollcall::agent {

// While the result lives, SIGINT, SIGTERM and SIGHUP end the process with 128 + the signal's number, whatever the
// command waits for: a broker, a server or its input. So does the first process of a container, for which the kernel
// ignores a signal without a handler. One line on context.err says whether something may have been written. Call it
// before the command starts threads. `context` and `progress` must outlive the result.
std::shared_ptr<void> EndOnSignal(CommandContext& context, const WriteProgress& progress);

// Writes the line and ends the process, without destroying what its threads may use.
[[noreturn]] void EndBySignal(int signal, const WriteProgress& progress, std::ostream& err);

}  // namespace rollcall::agent
