// SPDX-License-Identifier: Apache-2.0
// rollcall-agent: the node's side of Rollcall.
#include <csignal>
#include <iostream>
#include <optional>
#include <string>

#include "agent/commands.h"
#include "agent/options.h"
#include "base/check.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "base/secret_arguments.h"
#include "base/settings.h"

namespace {

int ReportUsage(const absl::Status& status) {
  std::cerr << "rollcall-agent: " << std::string(status.message()) << " (see rollcall-agent --help)\n";
  return rollcall::kExitUsage;
}

int Run(int argc, char** argv) {
  CLI::App app("", "rollcall-agent");
  rollcall::agent::Flags flags;
  rollcall::agent::DefineFlags(app, flags);
  if (const std::optional<int> exit_code = rollcall::ParseSettings(app, argc, argv)) return *exit_code;
  rollcall::HideSecretArguments(argc, argv, flags.properties);
  const absl::StatusOr<rollcall::agent::Command> command = rollcall::agent::CalledCommand(app);
  if (!command.ok()) return ReportUsage(command.status());
  const absl::StatusOr<rollcall::agent::AgentOptions> options = rollcall::agent::CheckFlags(flags);
  if (!options.ok()) return ReportUsage(options.status());
  // A run is one answer, which ends in one line: what librdkafka says on the way is for those who ask.
  rollcall::SetUpLog(flags.verbose ? rollcall::LogLevel::kDebug : rollcall::LogLevel::kError);
  return rollcall::agent::RunCommand(*command, *options, {std::cin, std::cout, std::cerr});
}

}  // namespace

int main(int argc, char** argv) {
  rollcall::DieOfBugOnTerminate();
  std::signal(SIGPIPE, SIG_IGN);  // a reader of our output that has gone away changes nothing about what was published
  return Run(argc, argv);
}
