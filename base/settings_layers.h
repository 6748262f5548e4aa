// SPDX-License-Identifier: Apache-2.0
// Applies the settings file to options that have no value yet.
#pragma once

#include <string>
#include <vector>

#include "base/cli11_types.h"
#include "base/settings.h"

namespace rollcall {

// The variable of a setting: ROLLCALL_SOME_NAME for --some-name.
std::string EnvironmentName(const CLI::Option& option);

// Replaces the option's values and converts them. Throws CLI::ParseError if one cannot be used.
void ReplaceResults(CLI::Option& option, const std::vector<std::string>& results);

struct WantedContext {
  std::string name;   // empty: the file's current context, if it names one
  std::string place;  // where the name was given; for errors
};

// Reads loaded.file and applies the context, then the section of the program. Adds to loaded.sources. Sets
// loaded.context, and its source if the file named it. Throws CLI::ParseError.
void ApplySettingsFile(CLI::App& app, const WantedContext& wanted, LoadedSettings& loaded);

// The same for a program without contexts.
void ApplyProgramSection(CLI::App& app, LoadedSettings& loaded);

}  // namespace rollcall
