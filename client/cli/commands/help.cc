// SPDX-License-Identifier: Apache-2.0
// `rollcall help [COMMAND]`: the same text as `rollcall COMMAND --help`.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/option_values.h"
#include "base/suggestion.h"
#include "base/usage_error.h"
#include "client/cli/commands/program_commands.h"
#include "client/cli/commands/program_definition.h"
#include "client/cli/commands/report.h"

namespace rollcall::cli {
namespace {

ExitCode PrintHelp(CLI::App& app, const std::vector<std::string>& words, CommandContext& context) {
  CLI::App* command = &app;
  for (const std::string& word : words) {
    CLI::App* next = FindCommand(*command, word);
    if (next == nullptr) {
      PrintError(absl::StrCat("there is no command '", word, "'", DidYouMean(word, CommandNames(*command)),
                              " (see rollcall --help)"),
                 context);
      return kExitUsage;
    }
    command = next;
  }
  const std::string caller = command == &app ? "" : CommandPath(*command->get_parent());
  // The program's own help would be that of `help`, because that is the command that was called.
  const std::string text = command == &app
                               ? app.get_formatter()->make_help(&app, app.get_name(), CLI::AppFormatMode::Normal)
                               : command->help(caller);
  return ReportWritten(context.out.Write(text), context);
}

}  // namespace

Command AddHelpCommand(Program& program) {
  CLI::App* app = program.app.add_subcommand("help", "Show the help of the program or of a command");
  auto words = std::make_shared<std::vector<std::string>>();
  CLI::Option* option = app->add_option("command", *words, "The command, such as list or config show");
  SuggestValues(*option->configurable(false), CommandNames(program.app));
  return {.app = app,
          .run = [words, &program](CommandContext& context) { return PrintHelp(program.app, *words, context); },
          .examples = {{"rollcall help", "all commands, and the options that each of them takes"},
                       {"rollcall help list", "the options of a command; the same as rollcall list --help"}}};
}

}  // namespace rollcall::cli
