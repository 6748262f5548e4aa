// SPDX-License-Identifier: Apache-2.0
#include "client/cli/manual/page.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/usage_error.h"
#include "client/cli/manual/common_sections.h"

namespace rollcall::cli {
namespace {

// "-o, --output NAME".
std::string TermOf(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true);
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  const bool has_value = option.get_items_expected_max() > 0;
  return absl::StrCat(absl::StrJoin(names, ", "), has_value ? " " : "", has_value ? option.get_type_name() : "");
}

std::string TextOf(const CLI::Option& option) {
  std::string text = option.get_description();
  if (!option.get_default_str().empty()) absl::StrAppend(&text, ". Default: ", option.get_default_str());
  if (!option.get_envname().empty()) absl::StrAppend(&text, ". Variable: ", option.get_envname());
  if (option.get_required()) absl::StrAppend(&text, ". Required");
  return text;
}

std::vector<ManualEntry> OptionsOf(const CLI::App& command) {
  std::vector<ManualEntry> entries;
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_group().empty()) entries.push_back({TermOf(*option), TextOf(*option)});
  }
  return entries;
}

std::vector<ManualEntry> CommandsOf(CLI::App& command) {
  std::vector<ManualEntry> entries;
  for (const CLI::App* subcommand : command.get_subcommands(nullptr)) {
    if (!subcommand->get_group().empty()) entries.push_back({subcommand->get_name(), subcommand->get_description()});
  }
  return entries;
}

// "rollcall list [OPTION…]".
std::string SynopsisOf(const CLI::App& command) {
  std::string synopsis = CommandPath(command);
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    const std::string many = option->get_items_expected_max() > 1 ? "..." : "";
    const std::string name = absl::StrCat(option->get_name(true), many);
    absl::StrAppend(&synopsis, " ", option->get_required() ? name : absl::StrCat("[", name, "]"));
  }
  return synopsis + " [OPTION...]";
}

void AddSubcommands(CLI::App& command, ManualPage& page) {
  if (const std::vector<ManualEntry> commands = CommandsOf(command); !commands.empty()) {
    page.sections.push_back({"COMMANDS", commands});
  }
  for (CLI::App* subcommand : command.get_subcommands(nullptr)) {
    page.synopsis.push_back(SynopsisOf(*subcommand));
    page.sections.push_back({absl::StrCat("OPTIONS OF ", subcommand->get_name()), OptionsOf(*subcommand)});
  }
}

ManualPage ProgramPage(Program& program) {
  ManualPage page = {.name = program.app.get_name(), .summary = program.app.get_description()};
  page.synopsis.push_back(absl::StrCat(program.app.get_name(), " [OPTION...] COMMAND [OPTION...]"));
  page.sections.push_back({"COMMANDS", CommandsOf(program.app)});
  page.sections.push_back({"OPTIONS OF EVERY COMMAND", OptionsOf(program.app)});
  for (const Command& command : program.commands) {
    if (!command.examples.empty()) page.examples.push_back(command.examples.front());
    page.see_also.push_back(absl::StrReplaceAll(CommandPath(*command.app), {{" ", "-"}}));
  }
  return page;
}

ManualPage CommandPage(const Program& program, const Command& command) {
  ManualPage page = {.name = absl::StrReplaceAll(CommandPath(*command.app), {{" ", "-"}}),
                     .summary = command.app->get_description(),
                     .examples = command.examples,
                     .see_also = {program.app.get_name()}};
  const bool has_subcommands = !command.app->get_subcommands(nullptr).empty();
  if (!has_subcommands) page.synopsis.push_back(SynopsisOf(*command.app));
  page.sections.push_back({"OPTIONS", OptionsOf(*command.app)});
  AddSubcommands(*command.app, page);
  return page;
}

}  // namespace

std::vector<ManualPage> MakeManual() {
  const std::unique_ptr<Program> program = DefineProgram();
  const char* const argv[] = {"rollcall", "version"};
  // Adds --config, --version and --context, whatever comes of it.
  TryParseSettings(program->app, 2, argv, ProgramSettingsRules(""), program->settings).IgnoreError();
  std::vector<ManualPage> pages = {ProgramPage(*program)};
  for (const Command& command : program->commands) pages.push_back(CommandPage(*program, command));
  for (ManualPage& page : pages) {
    for (ManualSection& section : CommonSections(program->app)) page.sections.push_back(std::move(section));
  }
  return pages;
}

}  // namespace rollcall::cli
