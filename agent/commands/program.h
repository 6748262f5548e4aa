// SPDX-License-Identifier: Apache-2.0
// The command line of rollcall-agent.
#pragma once

#include "agent/commands/command.h"

namespace rollcall::agent {

// Parses the command line and runs the command. Overwrites secrets in `argv`. Returns a code of base/exit_code.h.
int RunProgram(int argc, char** argv, CommandContext& context);

}  // namespace rollcall::agent
