// SPDX-License-Identifier: Apache-2.0
// Parts of the manual from the definitions of options and commands, which --help shows too.
#pragma once

#include <string>
#include <vector>

#include "base/cli11_types.h"
#include "base/manual/page.h"

namespace rollcall::manual {

// "rollcall-config-show": how the page of a command is called.
std::string PageName(const CLI::App& command);

// "rollcall list [OPTION...]".
std::string SynopsisOf(const CLI::App& command);

std::vector<Entry> OptionsOf(const CLI::App& command);

std::vector<Entry> CommandsOf(CLI::App& command);

// ENVIRONMENT: the variables of these options.
Section EnvironmentOf(const CLI::App& command);

// Of EXIT STATUS.
Entry ExitEntry(int code, const std::string& text);

}  // namespace rollcall::manual
