// SPDX-License-Identifier: Apache-2.0
// The values of a program's settings as texts, to tell what differs between two readings of them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/settings.h"

namespace rollcall {

struct SettingValue {
  std::string text;   // as on the command line; several values with commas between them
  std::string place;  // where it was set, as PlaceOf; empty for a default
};

// By name, without the dashes.
using SettingValues = std::map<std::string, SettingValue>;

// Those of `app`, which has been parsed with the result `loaded`; not those of its commands.
SettingValues ValuesOf(const CLI::App& app, const LoadedSettings& loaded);

struct SettingChange {
  std::string name;
  SettingValue before;
  SettingValue after;
};

// What differs, in the order of names. Both are of the same program.
std::vector<SettingChange> Differences(const SettingValues& before, const SettingValues& after);

}  // namespace rollcall
