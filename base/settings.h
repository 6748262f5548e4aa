// SPDX-License-Identifier: Apache-2.0
// A program's settings. One definition of an option serves the flag, the environment and the settings file.
//
// Precedence: flag, then ROLLCALL_* variable, then context, then the program's section of the file. An option
// --some-name is ROLLCALL_SOME_NAME in the environment and some-name = … under [PROGRAM] in the TOML file that --config
// or ROLLCALL_CONFIG names. The sections of other programs are skipped. For an option that may be given many times, its
// variable has one value a line, and the file has a list. An option of one text with commas (TakesCommaList) may be a
// list in the file.
//
// A context is a section [contexts.NAME] of the file with the same keys. --context, ROLLCALL_CONTEXT or the file's
// current-context selects one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/build_info.h"
#include "base/cli11_types.h"
#include "base/setting_source.h"

namespace rollcall {

struct SettingsRules {
  enum class Contexts { kNone, kAllowed };
  Contexts contexts = Contexts::kNone;
  std::string usual_file = {};  // read if it exists and no other file is named; empty: there is none
  // For these no file is read, so that a broken one is no obstacle.
  std::vector<std::string> commands_without_file = {};
  std::vector<LibraryVersion> libraries = {};  // that --version names
};

// What ParseSettings has found, beside the values of the options.
struct LoadedSettings {
  std::string file = {};              // the settings file that was read; empty if none
  std::string context = {};           // the name of the context in use; empty if none
  SettingSource context_source = {};  // who named it
  SettingSources sources = {};
};

// Parses the command line into the options that `app` defines. The app's name is the program's name. Options with a
// long name can be set in all sources. Adds --config and --version, and --context if contexts are allowed. At most one
// command is accepted. Returns the exit code if the program should end now: after --help and --version (printed to
// stdout), or on a usage error (one line on stderr that says what to do). Does not throw. Call it once for each app.
std::optional<int> ParseSettings(CLI::App& app, int argc, const char* const* argv, const SettingsRules& rules,
                                 LoadedSettings& loaded);
std::optional<int> ParseSettings(CLI::App& app, int argc, const char* const* argv);

// The same without any output. INVALID_ARGUMENT instead of a usage error; CANCELLED after --help and --version.
absl::Status TryParseSettings(CLI::App& app, int argc, const char* const* argv, const SettingsRules& rules,
                              LoadedSettings& loaded);

// Whether the option can be set in the environment and in the file.
bool IsSetting(const CLI::Option& option);

}  // namespace rollcall
