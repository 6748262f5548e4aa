// SPDX-License-Identifier: Apache-2.0
#include "base/settings_layers.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/option_values.h"
#include "base/settings_file.h"
#include "base/suggestion.h"

namespace rollcall {
namespace {

CLI::Option* FindOption(CLI::App& app, const std::string& name) {
  CLI::Option* option = app.get_option_no_throw("--" + name);
  return option != nullptr && IsSetting(*option) ? option : nullptr;
}

CLI::Option* FindInAnySubcommand(CLI::App& app, const std::string& name) {
  for (CLI::App* subcommand : app.get_subcommands(nullptr)) {
    if (CLI::Option* option = FindOption(*subcommand, name)) return option;
  }
  return nullptr;
}

// The option of the command that was called, or else the program's option. Null for an option of a command that was not
// called, nullopt if there is no such option.
std::optional<CLI::Option*> OptionForFileKey(CLI::App& app, const std::string& name) {
  for (CLI::App* called : app.get_subcommands()) {
    if (CLI::Option* option = FindOption(*called, name)) return option;
  }
  if (CLI::Option* option = FindOption(app, name)) return option;
  if (FindInAnySubcommand(app, name) != nullptr) return nullptr;
  return std::nullopt;
}

void AppendSettingNames(CLI::App& app, std::vector<std::string>& names) {
  for (const CLI::Option* option : app.get_options()) {
    if (IsSetting(*option)) names.push_back(option->get_lnames().front());
  }
  for (CLI::App* subcommand : app.get_subcommands(nullptr)) AppendSettingNames(*subcommand, names);
}

[[noreturn]] void ThrowUnknownKey(CLI::App& app, const std::string& path, const std::string& section,
                                  const FileSetting& setting) {
  std::vector<std::string> names;
  AppendSettingNames(app, names);
  throw CLI::ConfigError(absl::StrCat(path, ":", setting.line, ": [", section, "] has no option '", setting.name, "'",
                                      DidYouMean(setting.name, names)));
}

// `source` is that of the whole section, without the line.
void ApplySection(CLI::App& app, const std::string& section, const std::vector<FileSetting>& settings,
                  SettingSource source, SettingSources& sources) {
  for (const FileSetting& setting : settings) {
    const std::optional<CLI::Option*> option = OptionForFileKey(app, setting.name);
    if (!option.has_value()) ThrowUnknownKey(app, source.file, section, setting);
    if (*option == nullptr || (*option)->count() > 0) continue;
    source.line = setting.line;
    sources[*option] = source;
    const bool joins = setting.values.size() > 1 && IsCommaList(**option);
    ReplaceResults(**option, joins ? std::vector<std::string>{absl::StrJoin(setting.values, ",")} : setting.values);
  }
}

[[noreturn]] void ThrowUnknownContext(const std::string& place, const LoadedSettings& loaded,
                                      const SettingsFile& file) {
  std::vector<std::string> names;
  for (const auto& [name, settings] : file.contexts) names.push_back(name);
  const std::string hint = DidYouMean(loaded.context, names);
  throw CLI::ConfigError(absl::StrCat(place, ": there is no context '", loaded.context, "' in ", loaded.file, hint,
                                      hint.empty() ? "; it has" : " It has",
                                      names.empty() ? " no section [contexts.NAME]" : " the contexts ",
                                      absl::StrJoin(names, ", ")));
}

absl::StatusOr<SettingsFile> Read(const CLI::App& app, const LoadedSettings& loaded, FileContexts contexts) {
  return ReadSettingsFile(loaded.file, app.get_name(), contexts);
}

void ApplyOwnSection(CLI::App& app, const SettingsFile& file, LoadedSettings& loaded) {
  ApplySection(app, app.get_name(), file.settings, {.kind = SettingSource::Kind::kFile, .file = loaded.file},
               loaded.sources);
}

}  // namespace

std::string EnvironmentName(const CLI::Option& option) {
  return absl::StrCat("ROLLCALL_",
                      absl::AsciiStrToUpper(absl::StrReplaceAll(option.get_lnames().front(), {{"-", "_"}})));
}

void ReplaceResults(CLI::Option& option, const std::vector<std::string>& results) {
  option.clear();
  for (const std::string& result : results) option.add_result(result);
  if (!results.empty()) option.run_callback();
}

void ApplySettingsFile(CLI::App& app, const WantedContext& wanted, LoadedSettings& loaded) {
  const absl::StatusOr<SettingsFile> file = Read(app, loaded, FileContexts::kRead);
  if (!file.ok()) throw CLI::ConfigError(std::string(file.status().message()));
  loaded.context = wanted.name;
  std::string place = wanted.place;
  if (wanted.name.empty() && !file->current_context.name.empty()) {
    loaded.context = file->current_context.name;
    loaded.context_source = {
        .kind = SettingSource::Kind::kFile, .file = loaded.file, .line = file->current_context.line};
    place = absl::StrCat(loaded.file, ":", file->current_context.line);
  }
  if (!loaded.context.empty()) {
    const auto context = file->contexts.find(loaded.context);
    if (context == file->contexts.end()) ThrowUnknownContext(place, loaded, *file);
    ApplySection(app, absl::StrCat("contexts.", loaded.context), context->second,
                 {.kind = SettingSource::Kind::kContext, .name = loaded.context, .file = loaded.file}, loaded.sources);
  }
  ApplyOwnSection(app, *file, loaded);
}

void ApplyProgramSection(CLI::App& app, LoadedSettings& loaded) {
  const absl::StatusOr<SettingsFile> file = Read(app, loaded, FileContexts::kSkip);
  if (!file.ok()) throw CLI::ConfigError(std::string(file.status().message()));
  ApplyOwnSection(app, *file, loaded);
}

}  // namespace rollcall
