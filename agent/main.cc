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
  // A run ends with one line that says what happened. librdkafka's log is shown only on request.
  rollcall::SetUpLog(flags.verbose ? rollcall::LogLevel::kDebug : rollcall::LogLevel::kError);
  return rollcall::agent::RunCommand(*command, *options, {std::cin, std::cout, std::cerr});
}

}  // namespace

int main(int argc, char** argv) {
  rollcall::DieOfBugOnTerminate();
  std::signal(SIGPIPE, SIG_IGN);  // a closed output pipe must not end the program in the middle of publishing
  return Run(argc, argv);
}
