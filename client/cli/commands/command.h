// SPDX-License-Identifier: Apache-2.0
// A command of the program: its options on a CLI11 subcommand, and what it does.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "base/exit_code.h"
#include "client/cli/commands/command_context.h"
#include "client/cli/commands/options.h"

namespace rollcall::cli {

struct Command {
  CLI::App* app;
  std::function<ExitCode(CommandContext& context)> run;
};

// One for each file beside this one. `connection` is filled in when the command runs and must outlive the result.
Command AddListCommand(CLI::App& program, const ConnectionOptions& connection);
Command AddNodesCommand(CLI::App& program, const ConnectionOptions& connection);
Command AddWatchCommand(CLI::App& program, const ConnectionOptions& connection);

}  // namespace rollcall::cli
