// SPDX-License-Identifier: Apache-2.0
#include "base/setting_values.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_join.h"
#include "base/check.h"

namespace rollcall {
namespace {

std::string TextOf(const CLI::Option& option) {
  if (option.count() > 0) return absl::StrJoin(option.results(), ",");
  const bool is_flag = option.get_expected_min() == 0;
  return is_flag && option.get_default_str().empty() ? "false" : option.get_default_str();
}

SettingValue ValueOf(const CLI::Option& option, const SettingSources& sources) {
  const auto source = sources.find(&option);
  return {TextOf(option), source == sources.end() ? "" : PlaceOf(option, source->second)};
}

}  // namespace

SettingValues ValuesOf(const CLI::App& app, const LoadedSettings& loaded) {
  SettingValues values;
  for (const CLI::Option* option : app.get_options()) {
    if (IsSetting(*option)) values.emplace(option->get_lnames().front(), ValueOf(*option, loaded.sources));
  }
  return values;
}

std::vector<SettingChange> Differences(const SettingValues& before, const SettingValues& after) {
  CHECK_EQ(before.size(), after.size());
  std::vector<SettingChange> changes;
  for (const auto& [name, value] : before) {
    const SettingValue& now = after.at(name);
    if (value.text != now.text) changes.push_back({name, value, now});
  }
  return changes;
}

}  // namespace rollcall
