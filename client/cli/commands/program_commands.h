// SPDX-License-Identifier: Apache-2.0
// The commands that are about the program itself, and so need its definitions.
#pragma once

#include "client/cli/commands/command.h"

namespace rollcall::cli {

struct Program;

// Adds a command. `program` must outlive the result.
Command AddConfigCommand(Program& program);
Command AddCompletionCommand(Program& program);
Command AddHelpCommand(Program& program);
Command AddVersionCommand(Program& program);

}  // namespace rollcall::cli
