// SPDX-License-Identifier: Apache-2.0
// A program's settings. One definition of an option serves the flag, the environment and the settings file.
//
// Precedence: flag, then ROLLCALL_* variable, then file. An option --some-name is ROLLCALL_SOME_NAME in the environment
// and some-name = … under [PROGRAM] in the TOML file that --config or ROLLCALL_CONFIG names. The sections of other
// programs are skipped. For an option that may be given many times, its variable has one value a line, and the file has
// a list.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

namespace rollcall {

// Parses the command line into the options that `app` defines. The app's name is the program's name. Options with a
// long name can be set in all three sources. Adds --config and --version. Returns the exit code if the program should
// end now: after --help and --version (printed to stdout), or on a usage error (one line on stderr that says what to
// do). Does not throw. Call it once for each app.
std::optional<int> ParseSettings(CLI::App& app, int argc, const char* const* argv);

}  // namespace rollcall
