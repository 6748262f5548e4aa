// SPDX-License-Identifier: Apache-2.0
// The definitions of all options and commands: what is parsed, and what --help, the manual and completion show.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/settings.h"
#include "client/cli/commands/command.h"
#include "client/cli/commands/options.h"

namespace rollcall::cli {

struct Program {
  CLI::App app{"Show which coprocessors run on which nodes of a cluster, now and as it changes", "rollcall"};
  ConnectionOptions connection;
  LoadedSettings settings;  // valid once the command line is parsed
  std::vector<Command> commands;
};

std::unique_ptr<Program> DefineProgram();

// How its settings are read. `usual_file` may be empty.
SettingsRules ProgramSettingsRules(const std::string& usual_file);

}  // namespace rollcall::cli
