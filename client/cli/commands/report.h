// SPDX-License-Identifier: Apache-2.0
// How a command ends when it has no answer: one line on stderr that says what to do, and the exit code.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "base/exit_code.h"
#include "client/cli/commands/command_context.h"

namespace rollcall::cli {

// Writes "rollcall: …" to stderr, sanitised. A failure to write there has nowhere to be told.
void PrintError(std::string_view sentence, CommandContext& context);

// Reports a server's or the connection's error. Never kExitYes.
ExitCode ReportError(const absl::Status& error, CommandContext& context);

// The exit code after writing to stdout: kExitYes also when the reader has gone, which is silent; kExitNo, reported,
// when the text was lost (a full disk).
ExitCode ReportWritten(const absl::Status& written, CommandContext& context);

}  // namespace rollcall::cli
