// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/manual.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "agent/commands/program_definition.h"
#include "base/exit_code.h"
#include "base/manual/definitions.h"

namespace rollcall::agent {
namespace {

manual::Section ExitStatus() {
  return {
      "EXIT STATUS",
      {manual::ExitEntry(kExitYes, "Done"),
       manual::ExitEntry(kExitNo,
                         "Refused or failed: not acknowledged, an existing topic that is not as asked for, a "
                         "source that ended"),
       manual::ExitEntry(kExitUsage, "The command line, a variable, the settings file or the status cannot be used"),
       manual::ExitEntry(kExitTimeout,
                         "The record is written, but the server of --wait-for-server did not show it "
                         "in time"),
       manual::ExitEntry(kExitNoAnswer, "The record is written, but the server gave no trustworthy answer"),
       manual::ExitEntry(kExitBug, "A bug in the program"),
       {"128 + N",
        "publish, retire and create-topic: ended by signal N; stderr says whether something may be "
        "written"}}};
}

manual::Section Files() {
  return {"FILES",
          {{"/etc/rollcall/rollcall-agent.toml",
            "The settings of the service rollcall-agent.service, which the package installs: its section "
            "[rollcall-agent] has a key for each option of the command that is run, such as brokers and node-id. "
            "Without the service, --config or ROLLCALL_CONFIG names such a file"},
           {"/etc/rollcall/rollcall-reaper.toml", "The same of rollcall-reaper.service"}}};
}

void AddCommonSections(const Program& program, const CLI::App& command, manual::Page& page) {
  manual::Section environment = manual::EnvironmentOf(command);
  for (manual::Entry& entry : manual::EnvironmentOf(program.app).entries) {
    if (&command != &program.app) environment.entries.push_back(std::move(entry));
  }
  page.sections.push_back(ExitStatus());
  page.sections.push_back(std::move(environment));
  page.sections.push_back(Files());
}

manual::Page ProgramPage(Program& program) {
  const std::string summary(absl::StripSuffix(program.app.get_description(), "."));
  manual::Page page = {.name = kProgram, .summary = summary};
  page.synopsis.push_back(absl::StrCat(kProgram, " [OPTION...] COMMAND [OPTION...]"));
  page.sections.push_back({"COMMANDS", manual::CommandsOf(program.app)});
  page.sections.push_back({"OPTIONS OF EVERY COMMAND", manual::OptionsOf(program.app)});
  for (const Command& command : program.commands) {
    page.examples.push_back(command.examples.front());
    page.see_also.push_back(manual::PageName(*command.app) + "(1)");
  }
  page.see_also.push_back("rollcalld(8)");
  AddCommonSections(program, program.app, page);
  return page;
}

manual::Page CommandPage(const Program& program, const Command& command) {
  manual::Page page = {.name = manual::PageName(*command.app),
                       .summary = command.app->get_description(),
                       .synopsis = {manual::SynopsisOf(*command.app)},
                       .examples = command.examples,
                       .see_also = {absl::StrCat(kProgram, "(1)")}};
  page.sections.push_back({"OPTIONS", manual::OptionsOf(*command.app)});
  page.sections.push_back({"OPTIONS OF EVERY COMMAND", manual::OptionsOf(program.app)});
  AddCommonSections(program, *command.app, page);
  return page;
}

}  // namespace

std::vector<manual::Page> MakeManual() {
  const std::unique_ptr<Program> program = DefineProgram();
  const char* const argv[] = {kProgram, "create-topic"};
  LoadedSettings settings;
  // Adds --config, --version and the variables, whatever comes of it.
  TryParseSettings(program->app, 2, argv, ProgramSettingsRules(), settings).IgnoreError();
  std::vector<manual::Page> pages = {ProgramPage(*program)};
  for (const Command& command : program->commands) pages.push_back(CommandPage(*program, command));
  return pages;
}

}  // namespace rollcall::agent
