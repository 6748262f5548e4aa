// SPDX-License-Identifier: Apache-2.0
#include "client/cli/manual/page.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/manual/definitions.h"
#include "client/cli/commands/program_definition.h"
#include "client/cli/manual/common_sections.h"

namespace rollcall::cli {
namespace {

void AddSubcommands(CLI::App& command, manual::Page& page) {
  if (const std::vector<manual::Entry> commands = manual::CommandsOf(command); !commands.empty()) {
    page.sections.push_back({"COMMANDS", commands});
  }
  for (CLI::App* subcommand : command.get_subcommands(nullptr)) {
    page.synopsis.push_back(manual::SynopsisOf(*subcommand));
    page.sections.push_back({absl::StrCat("OPTIONS OF ", subcommand->get_name()), manual::OptionsOf(*subcommand)});
  }
}

manual::Page ProgramPage(Program& program) {
  manual::Page page = {.name = program.app.get_name(), .summary = program.app.get_description()};
  page.synopsis.push_back(absl::StrCat(program.app.get_name(), " [OPTION...] COMMAND [OPTION...]"));
  page.sections.push_back({"COMMANDS", manual::CommandsOf(program.app)});
  page.sections.push_back({"OPTIONS OF EVERY COMMAND", manual::OptionsOf(program.app)});
  for (const Command& command : program.commands) {
    if (!command.examples.empty()) page.examples.push_back(command.examples.front());
    page.see_also.push_back(manual::PageName(*command.app) + "(1)");
  }
  return page;
}

manual::Page CommandPage(const Program& program, const Command& command) {
  manual::Page page = {.name = manual::PageName(*command.app),
                       .summary = command.app->get_description(),
                       .examples = command.examples,
                       .see_also = {program.app.get_name() + "(1)"}};
  const bool has_subcommands = !command.app->get_subcommands(nullptr).empty();
  if (!has_subcommands) page.synopsis.push_back(manual::SynopsisOf(*command.app));
  page.sections.push_back({"OPTIONS", manual::OptionsOf(*command.app)});
  AddSubcommands(*command.app, page);
  return page;
}

}  // namespace

std::vector<manual::Page> MakeManual() {
  const std::unique_ptr<Program> program = DefineProgram();
  const char* const argv[] = {"rollcall", "version"};
  // Adds --config, --version and --context, whatever comes of it.
  TryParseSettings(program->app, 2, argv, ProgramSettingsRules(""), program->settings).IgnoreError();
  std::vector<manual::Page> pages = {ProgramPage(*program)};
  for (const Command& command : program->commands) pages.push_back(CommandPage(*program, command));
  for (manual::Page& page : pages) {
    for (manual::Section& section : CommonSections(program->app)) page.sections.push_back(std::move(section));
  }
  return pages;
}

}  // namespace rollcall::cli
