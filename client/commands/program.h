// The program `rollcall`: options, commands, exit code.
#pragma once

#include "client/commands/surroundings.h"

namespace rollcall::client {

// Parses the command line, the environment and the configuration file, and runs the command named. Returns an ExitCode.
// Usage errors and --help are written to the process's stderr and stdout.
int RunProgram(int argc, const char* const* argv, Surroundings& surroundings);

}  // namespace rollcall::client
