// SPDX-License-Identifier: Apache-2.0
// `rollcall completion SHELL`: prints the script that teaches the shell to complete.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "base/option_values.h"
#include "client/cli/commands/program_commands.h"
#include "client/cli/commands/program_definition.h"
#include "client/cli/commands/report.h"
#include "client/cli/completion/scripts.h"

namespace rollcall::cli {

Command AddCompletionCommand(Program& program) {
  CLI::App* app = program.app.add_subcommand(
      "completion", "Print a script that completes commands, options, node ids and names in your shell");
  auto shell = std::make_shared<std::string>();
  app->add_option("shell", *shell, "bash, zsh or fish")
      ->check(OneOf(Shells()).description(""))
      ->required()
      ->configurable(false);
  return {
      .app = app,
      .run =
          [shell](CommandContext& context) {
            return ReportWritten(context.out.Write(CompletionScript(*shell)), context);
          },
      .examples = {{"rollcall completion bash > ~/.local/share/bash-completion/completions/rollcall",
                    "for each later bash (with the package bash-completion)"},
                   {"rollcall completion zsh > ~/.zfunc/_rollcall", "for zsh, with ~/.zfunc in fpath before compinit"},
                   {"rollcall completion fish > ~/.config/fish/completions/rollcall.fish", "for fish"}}};
}

}  // namespace rollcall::cli
