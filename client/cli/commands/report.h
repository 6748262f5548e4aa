// SPDX-License-Identifier: Apache-2.0
// Reports errors: one line on stderr that says what to do, and the exit code.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "base/exit_code.h"
#include "client/cli/commands/command_context.h"

namespace rollcall::cli {

// Writes "rollcall: " and the sanitized sentence to stderr. An error of that write is ignored.
void PrintError(std::string_view sentence, CommandContext& context);

// Reports an error of the server or the connection (not OK). Never returns kExitYes.
ExitCode ReportError(const absl::Status& error, CommandContext& context);

// Returns the exit code after a write to stdout. If the reader closed the pipe, that is kExitYes without a message. If
// the text was lost (for example on a full disk), reports that and returns kExitNo.
ExitCode ReportWritten(const absl::Status& written, CommandContext& context);

}  // namespace rollcall::cli
