// SPDX-License-Identifier: Apache-2.0
// The program `rollcall`: options, commands, exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/settings.h"
#include "client/cli/commands/command.h"
#include "client/cli/commands/command_context.h"
#include "client/cli/commands/options.h"

namespace rollcall::cli {

// The definitions of all options and commands: what is parsed, and what --help, the manual and completion show.
struct Program {
  CLI::App app{"Show which coprocessors run on which nodes of a cluster, now and as it changes", "rollcall"};
  ConnectionOptions connection;
  LoadedSettings settings;  // valid once the command line is parsed
  std::vector<Command> commands;
};

std::unique_ptr<Program> DefineProgram();

// How its settings are read. `usual_file` may be empty.
SettingsRules ProgramSettingsRules(const std::string& usual_file);

// Parses the command line, the environment and the configuration file, and runs the command that is named. Returns an
// ExitCode. Writes usage errors to the process's stderr and --help to its stdout, not to the context's outputs.
int RunProgram(int argc, const char* const* argv, CommandContext& context);

}  // namespace rollcall::cli
