// SPDX-License-Identifier: Apache-2.0
// A command of the program: its options on a CLI11 subcommand, and the function that runs it.
#pragma once

#include <functional>
#include <vector>

#include "base/cli11_types.h"
#include "base/exit_code.h"
#include "base/manual/page.h"
#include "client/cli/commands/command_context.h"
#include "client/cli/commands/options.h"

namespace rollcall::cli {

using manual::Example;

struct Command {
  CLI::App* app;  // owned by the program's CLI::App
  std::function<ExitCode(CommandContext& context)> run;
  std::vector<Example> examples = {};
};

// Adds a command to `program`. CLI11 fills in `connection` when it parses; `connection` must outlive the result. Each
// function is in a file of its own, and program.cc lists them.
Command AddDescribeCommand(CLI::App& program, const ConnectionOptions& connection);
Command AddHealthCommand(CLI::App& program, const ConnectionOptions& connection);
Command AddHistoryCommand(CLI::App& program, const ConnectionOptions& connection);
Command AddListCommand(CLI::App& program, const ConnectionOptions& connection);
Command AddMatrixCommand(CLI::App& program, const ConnectionOptions& connection);
Command AddNodesCommand(CLI::App& program, const ConnectionOptions& connection);
Command AddWatchCommand(CLI::App& program, const ConnectionOptions& connection);
Command AddWaitCommand(CLI::App& program, const ConnectionOptions& connection);
Command AddDriftCommand(CLI::App& program, const ConnectionOptions& connection);

}  // namespace rollcall::cli
