// SPDX-License-Identifier: Apache-2.0
// How a command writes its answer.
#pragma once

#include <string>
#include <vector>

#include "base/exit_code.h"
#include "client/cli/commands/command_context.h"

namespace rollcall::cli {

// Writes JSON to stdout. On a terminal it is sanitized.
ExitCode WriteJson(const std::string& json, CommandContext& context);

// Writes sanitized text to stdout, and the notes after it; these go to stderr if stdout is not a terminal.
ExitCode WriteText(const std::string& text, const std::vector<std::string>& notes, CommandContext& context);

}  // namespace rollcall::cli
