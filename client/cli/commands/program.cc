// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/program.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/commands/program_commands.h"
#include "client/cli/commands/program_definition.h"
#include "client/cli/commands/report.h"
#include "client/cli/completion/complete_command.h"

namespace rollcall::cli {
namespace {

using AddCommand = Command (*)(CLI::App& program, const ConnectionOptions& connection);

// The commands, in the order in which --help shows them. CONTRIBUTING.md says how to add one.
constexpr AddCommand kCommands[] = {
    AddListCommand,  AddNodesCommand,  AddWatchCommand,    AddWaitCommand,   AddHistoryCommand,
    AddDriftCommand, AddMatrixCommand, AddDescribeCommand, AddHealthCommand,
};

using AddProgramCommand = Command (*)(Program& program);

constexpr AddProgramCommand kProgramCommands[] = {
    AddConfigCommand,
    AddCompletionCommand,
    AddVersionCommand,
    AddHelpCommand,
};

// "list, nodes, …".
std::string NamesOf(const std::vector<Command>& commands) {
  return absl::StrJoin(commands, ", ", [](std::string* out, const Command& c) { *out += c.app->get_name(); });
}

std::string Footer(const std::vector<Example>& examples) {
  std::string footer;
  for (const Example& example : examples) {
    absl::StrAppend(&footer, footer.empty() ? "Examples:\n" : "", "  # ", example.purpose, "\n  ", example.command_line,
                    "\n");
  }
  return absl::StrCat(footer, footer.empty() ? "" : "\n",
                      "Options of every command, such as --server: rollcall --help. Manual: docs/cli");
}

void SetFooter(CLI::App& command, const std::string& footer) {
  command.footer(footer);
  for (CLI::App* subcommand : command.get_subcommands(nullptr)) SetFooter(*subcommand, footer);
}

}  // namespace

std::unique_ptr<Program> DefineProgram() {
  auto program = std::make_unique<Program>();
  program->app.fallthrough();  // lets --server be given before or after the command
  AddConnectionOptions(program->app, program->connection);
  for (const AddCommand add : kCommands) program->commands.push_back(add(program->app, program->connection));
  for (const AddProgramCommand add : kProgramCommands) program->commands.push_back(add(*program));
  for (const Command& command : program->commands) SetFooter(*command.app, Footer(command.examples));
  return program;
}

SettingsRules ProgramSettingsRules(const std::string& usual_file) {
  return {.contexts = SettingsRules::Contexts::kAllowed,
          .usual_file = usual_file,
          .commands_without_file = {"completion", "help", "version"}};
}

int RunProgram(int argc, const char* const* argv, CommandContext& context) {
  if (argc > 1 && std::string_view(argv[1]) == kCompleteCommand) {
    return PrintCompletions({argv + 2, argv + argc}, context);
  }
  const std::unique_ptr<Program> program = DefineProgram();
  const SettingsRules rules = ProgramSettingsRules(context.usual_settings_file);
  if (const std::optional<int> code = ParseSettings(program->app, argc, argv, rules, program->settings)) return *code;
  for (const Command& command : program->commands) {
    if (command.app->parsed()) return command.run(context);
  }
  // CLI11 could require a command itself. But then it would give this error for an unknown command, too; now its error
  // names the unknown command.
  PrintError(absl::StrCat("no command given; choose one of: ", NamesOf(program->commands), " (see rollcall --help)"),
             context);
  return kExitUsage;
}

}  // namespace rollcall::cli
