// SPDX-License-Identifier: Apache-2.0
// The program `rollcall`: options, commands, exit code.
#pragma once

#include "client/cli/commands/command_context.h"

namespace rollcall::cli {

// Parses the command line, the environment and the configuration file, and runs the command that is named. Returns an
// ExitCode. Writes usage errors to the process's stderr and --help to its stdout, not to the context's outputs.
int RunProgram(int argc, const char* const* argv, CommandContext& context);

}  // namespace rollcall::cli
