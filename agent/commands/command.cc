// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/command.h"

#include <cerrno>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/absl_view.h"

namespace rollcall::agent {

absl::Status Print(std::string_view lines, CommandContext& context) {
  errno = 0;
  context.out << lines << std::flush;
  if (context.out.good()) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("stdout cannot be written", errno == 0 ? "" : absl::StrCat(" (", strerror(errno), ")")));
}

ExitCode PrintResult(std::string_view lines, CommandContext& context) {
  const absl::Status printed = Print(lines, context);
  if (printed.ok()) return kExitYes;
  const std::string result = absl::StrReplaceAll(absl::StripSuffix(AbslView(lines), "\n"), {{"\n", "; "}});
  return ReportError(absl::DataLossError(absl::StrCat("done, but ", printed.message(), ": ", result)), context);
}

namespace {

void Report(const std::string& message, CommandContext& context) {
  if (context.log_format == LogFormat::kJson) return Log(LogLevel::kError, message);
  context.err << kProgram << ": " << message << "\n";
}

}  // namespace

ExitCode ReportError(const absl::Status& error, CommandContext& context, ExitCode exit_code) {
  Report(std::string(error.message()), context);
  return exit_code;
}

ExitCode ReportUsageError(const absl::Status& error, CommandContext& context) {
  Report(absl::StrCat(error.message(), " (see ", kProgram, " --help)"), context);
  return kExitUsage;
}

}  // namespace rollcall::agent
