// SPDX-License-Identifier: Apache-2.0
// Says what is wrong with a command line, a variable or a settings file: what, where, and what is allowed.
#pragma once

#include <string>
#include <vector>

#include "base/cli11_types.h"
#include "base/setting_source.h"

namespace rollcall {

// The command that was called, or its subcommand; `app` itself if none was called.
CLI::App& CalledCommand(CLI::App& app);
// "rollcall" or "rollcall list": the words that call it.
std::string CommandPath(const CLI::App& command);
// The command of that name right below `parent`; nullptr if there is none.
CLI::App* FindCommand(CLI::App& parent, const std::string& name);
// The names of the commands right below `parent`, without those that --help does not show.
std::vector<std::string> CommandNames(CLI::App& parent);

// A sentence about `error`, which `app` threw after it had parsed as far as it could. May run the options' callbacks
// again, so the values that they store are of no use any more. `last_word` is the last one of the command line.
std::string UsageErrorText(CLI::App& app, const CLI::ParseError& error, const SettingSources& sources,
                           const std::string& last_word);

}  // namespace rollcall
