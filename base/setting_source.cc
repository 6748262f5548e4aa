// SPDX-License-Identifier: Apache-2.0
#include "base/setting_source.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"

namespace rollcall {

std::string SourceText(const SettingSource& source) {
  switch (source.kind) {
    case SettingSource::Kind::kDefault:
      return "default";
    case SettingSource::Kind::kFlag:
      return "flag";
    case SettingSource::Kind::kVariable:
      return absl::StrCat("variable ", source.name);
    case SettingSource::Kind::kContext:
      return absl::StrCat("context ", source.name, " (", source.file, ":", source.line, ")");
    case SettingSource::Kind::kFile:
      return absl::StrCat("file ", source.file, ":", source.line);
  }
  return "";
}

std::string PlaceOf(const CLI::Option& option, const SettingSource& source) {
  switch (source.kind) {
    case SettingSource::Kind::kVariable:
      return source.name;
    case SettingSource::Kind::kContext:
    case SettingSource::Kind::kFile:
      return absl::StrCat(source.file, ":", source.line, ": ", option.get_lnames().front());
    case SettingSource::Kind::kDefault:
    case SettingSource::Kind::kFlag:
      break;
  }
  return option.get_name();
}

SettingSources SourcesAfterParse(CLI::App& app) {
  SettingSources sources;
  for (const CLI::Option* option : app.parse_order()) sources[option] = {.kind = SettingSource::Kind::kFlag};
  for (const CLI::Option* option : app.get_options()) {
    if (option->count() == 0 || option->get_envname().empty()) continue;
    sources.try_emplace(option, SettingSource{.kind = SettingSource::Kind::kVariable, .name = option->get_envname()});
  }
  for (CLI::App* command : app.get_subcommands(nullptr)) sources.merge(SourcesAfterParse(*command));
  return sources;
}

}  // namespace rollcall
