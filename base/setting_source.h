// SPDX-License-Identifier: Apache-2.0
// Where the value of a setting comes from.
#pragma once

#include <map>
#include <string>

#include "base/cli11_types.h"

namespace rollcall {

struct SettingSource {
  enum class Kind { kDefault, kFlag, kVariable, kContext, kFile };
  Kind kind = Kind::kDefault;
  std::string name = {};  // of the variable or the context
  std::string file = {};  // for kContext and kFile
  int line = 0;           // in `file`
};

// Options without an entry have their default.
using SettingSources = std::map<const CLI::Option*, SettingSource>;

// "flag", "variable NAME", "context NAME (FILE:LINE)", "file FILE:LINE" or "default".
std::string SourceText(const SettingSource& source);

// Where a person finds the value of `option` to correct it: "--timeout", "ROLLCALL_TIMEOUT" or "FILE:LINE: timeout".
std::string PlaceOf(const CLI::Option& option, const SettingSource& source);

// The options of `app` and its commands that have a value from the command line or a variable. `app` must have parsed
// them; it may have thrown.
SettingSources SourcesAfterParse(CLI::App& app);

}  // namespace rollcall
