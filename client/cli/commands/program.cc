// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/program.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <vector>

#include "base/settings.h"
#include "client/cli/commands/command.h"
#include "client/cli/commands/options.h"
#include "client/cli/commands/report.h"

namespace rollcall::cli {

int RunProgram(int argc, const char* const* argv, CommandContext& context) {
  CLI::App app("What coprocessors run on which node of a cluster, now and as it changes", "rollcall");
  app.fallthrough();  // --server may stand before the command or after it
  ConnectionOptions connection;
  AddConnectionOptions(app, connection);
  const std::vector<Command> commands = {AddListCommand(app, connection), AddNodesCommand(app, connection),
                                         AddWatchCommand(app, connection)};
  for (const Command& command : commands) {
    command.app->footer("Options of every command, such as --server: rollcall --help. Manual: docs/client.md");
  }
  if (const std::optional<int> code = ParseSettings(app, argc, argv)) return *code;
  for (const Command& command : commands) {
    if (command.app->parsed()) return command.run(context);
  }
  // CLI11 would say the same of a command that it does not know; without its check that one is named as unexpected.
  PrintError("name a command: list, nodes or watch (see rollcall --help)", context);
  return kExitUsage;
}

}  // namespace rollcall::cli
