// SPDX-License-Identifier: Apache-2.0
// Settings of a program: one definition of an option serves the flag, the environment and the file.
//
// Precedence: flag, then ROLLCALL_* variable, then file. An option --some-name is ROLLCALL_SOME_NAME in the environment
// and some-name = … under [PROGRAM] in the TOML file named by --config or ROLLCALL_CONFIG; sections of other programs
// are skipped. An option that may be given many times takes one value a line from its variable, and a list from the
// file.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

namespace rollcall {

// Parses the command line into the options already defined on `app` (its name is the program's; options with a long
// name take part in all three sources). Adds --config and --version. Returns the exit code if the program should end
// now: after --help and
// --version (printed to stdout), or on a usage error (one line on stderr that says what to do). Throws nothing.
std::optional<int> ParseSettings(CLI::App& app, int argc, const char* const* argv);

}  // namespace rollcall
