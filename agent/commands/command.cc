// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/command.h"

#include <string>

namespace rollcall::agent {

ExitCode ReportError(const absl::Status& error, CommandContext& context, ExitCode exit_code) {
  context.err << kProgram << ": " << std::string(error.message()) << "\n";
  return exit_code;
}

ExitCode ReportUsageError(const absl::Status& error, CommandContext& context) {
  context.err << kProgram << ": " << std::string(error.message()) << " (see " << kProgram << " --help)\n";
  return kExitUsage;
}

}  // namespace rollcall::agent
