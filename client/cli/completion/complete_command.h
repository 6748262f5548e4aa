// SPDX-License-Identifier: Apache-2.0
// `rollcall __complete WORD…`: what the scripts of `rollcall completion` call when the user presses Tab.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/exit_code.h"
#include "client/cli/commands/command_context.h"

namespace rollcall::cli {

inline constexpr std::string_view kCompleteCommand = "__complete";

// Writes a line for each word that can stand in place of the last of `words`: the word, a tab and its help. Prints no
// error, because that would disturb the line that the user types. The server has 250 ms to answer. Returns kExitYes.
ExitCode PrintCompletions(const std::vector<std::string>& words, CommandContext& context);

}  // namespace rollcall::cli
