// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/program.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/settings.h"
#include "client/cli/commands/command.h"
#include "client/cli/commands/options.h"
#include "client/cli/commands/report.h"

namespace rollcall::cli {
namespace {

using AddCommand = Command (*)(CLI::App& program, const ConnectionOptions& connection);

// The commands, in the order in which --help shows them. CONTRIBUTING.md says how to add one.
constexpr AddCommand kCommands[] = {
    AddListCommand,  AddNodesCommand,  AddWatchCommand,    AddWaitCommand,
    AddDriftCommand, AddMatrixCommand, AddDescribeCommand, AddHealthCommand,
};

// "list, nodes, …".
std::string NamesOf(const std::vector<Command>& commands) {
  return absl::StrJoin(commands, ", ", [](std::string* out, const Command& c) { *out += c.app->get_name(); });
}

}  // namespace

int RunProgram(int argc, const char* const* argv, CommandContext& context) {
  CLI::App app("Show which coprocessors run on which nodes of a cluster, now and as it changes", "rollcall");
  app.fallthrough();  // lets --server be given before or after the command
  ConnectionOptions connection;
  AddConnectionOptions(app, connection);
  std::vector<Command> commands;
  for (const AddCommand add : kCommands) commands.push_back(add(app, connection));
  for (const Command& command : commands) {
    command.app->footer("Options of every command, such as --server: rollcall --help. Manual: docs/client.md");
  }
  if (const std::optional<int> code = ParseSettings(app, argc, argv)) return *code;
  for (const Command& command : commands) {
    if (command.app->parsed()) return command.run(context);
  }
  // CLI11 could require a command itself. But then it would give this error for an unknown command, too; now its error
  // names the unknown command.
  PrintError(absl::StrCat("no command given; choose one of: ", NamesOf(commands), " (see rollcall --help)"), context);
  return kExitUsage;
}

}  // namespace rollcall::cli
