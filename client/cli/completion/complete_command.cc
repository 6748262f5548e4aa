// SPDX-License-Identifier: Apache-2.0
#include "client/cli/completion/complete_command.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/program_definition.h"
#include "client/cli/completion/completer.h"
#include "client/cli/completion/live_values.h"
#include "display/text.h"

namespace rollcall::cli {
namespace {

// A person waits less than 300 ms in all without noticing; the rest is for the start of the program.
constexpr absl::Duration kServerLimit = absl::Milliseconds(250);

// Parses `words`, as far as that is possible, into `program`; defines --config and the like in any case.
bool ParseQuietly(Program& program, const std::vector<std::string>& words, const CommandContext& context) {
  std::vector<const char*> argv = {"rollcall"};
  for (const std::string& word : words) argv.push_back(word.c_str());
  return TryParseSettings(program.app, static_cast<int>(argv.size()), argv.data(),
                          ProgramSettingsRules(context.usual_settings_file), program.settings)
      .ok();
}

void AddLiveCandidates(Completion& completion, const CommandContext& context) {
  if (completion.live == LiveValues::kNone) return;
  const std::unique_ptr<Program> program = DefineProgram();
  if (!ParseQuietly(*program, completion.settled, context)) return;
  for (const std::string& value : AskForValues(program->connection, completion.live, kServerLimit)) {
    if (value.starts_with(completion.typed)) completion.candidates.push_back({.word = completion.prefix + value});
  }
}

}  // namespace

ExitCode PrintCompletions(const std::vector<std::string>& words, CommandContext& context) {
  const std::unique_ptr<Program> program = DefineProgram();
  ParseQuietly(*program, {"version"}, context);  // completion.settled is parsed later, into another one
  Completion completion = Complete(program->app, words);
  AddLiveCandidates(completion, context);
  std::string lines;
  for (const Candidate& candidate : completion.candidates) {
    absl::StrAppend(&lines, Sanitize(candidate.word), "\t", Sanitize(candidate.help), "\n");
  }
  context.out.Write(lines).IgnoreError();
  return kExitYes;
}

}  // namespace rollcall::cli
