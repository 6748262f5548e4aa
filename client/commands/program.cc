#include "client/commands/program.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <vector>

#include "base/settings.h"
#include "client/commands/command.h"
#include "client/commands/options.h"
#include "client/commands/report.h"

namespace rollcall::client {

int RunProgram(int argc, const char* const* argv, Surroundings& surroundings) {
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
    if (command.app->parsed()) return command.run(surroundings);
  }
  // CLI11 would say the same of a command that it does not know; without its check that one is named as unexpected.
  Say("name a command: list, nodes or watch (see rollcall --help)", surroundings);
  return kExitUsage;
}

}  // namespace rollcall::client
