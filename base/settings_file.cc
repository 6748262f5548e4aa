// SPDX-License-Identifier: Apache-2.0
#include "base/settings_file.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/suggestion.h"
#include "base/whole_file.h"

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

namespace rollcall {
namespace {

// The error has the position of the parser's error but not its text, which can quote the line.
absl::StatusOr<toml::table> Parse(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadWholeFile(path);
  if (!text.ok()) {
    return absl::NotFoundError(absl::StrCat(path, ": the file cannot be read: ", text.status().message()));
  }
  toml::parse_result parsed = toml::parse(*text);
  if (parsed) return std::move(parsed).table();
  const toml::source_position position = parsed.error().source().begin;
  return absl::InvalidArgumentError(absl::StrCat(path, ":", position.line, ":", position.column,
                                                 ": this is not TOML; a line is key = \"text\", key = 5, key = true or "
                                                 "key = [\"text\", \"text\"], and no key is given twice"));
}

std::optional<std::string> TextOf(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return absl::StrCat(number->get());
  if (const auto* number = node.as_floating_point()) return absl::StrCat(number->get());
  if (const auto* boolean = node.as_boolean()) return boolean->get() ? "true" : "false";
  return std::nullopt;
}

std::optional<std::vector<std::string>> TextsOf(const toml::node& node) {
  std::vector<std::string> texts;
  const auto add = [&texts](const toml::node& element) {
    std::optional<std::string> text = TextOf(element);
    if (!text.has_value()) return false;
    texts.push_back(*std::move(text));
    return true;
  };
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& element : *list) {
      if (!add(element)) return std::nullopt;
    }
    return texts;
  }
  if (!add(node)) return std::nullopt;
  return texts;
}

absl::StatusOr<std::vector<FileSetting>> SettingsOf(const toml::table& section, const std::string& path) {
  std::vector<FileSetting> settings;
  for (const auto& [key, node] : section) {
    std::optional<std::vector<std::string>> values = TextsOf(node);
    if (!values.has_value()) {
      return absl::InvalidArgumentError(absl::StrCat(path, ":", node.source().begin.line, ": '", AbslView(key.str()),
                                                     "' must be text, a number, true, false or a list of those"));
    }
    settings.push_back({std::string(key.str()), *std::move(values), static_cast<int>(node.source().begin.line)});
  }
  return settings;
}

constexpr char kCurrentContext[] = "current-context";
constexpr char kContexts[] = "contexts";

std::string PlaceOf(const std::string& path, const toml::node& node) {
  return absl::StrCat(path, ":", node.source().begin.line);
}

// All programs share a file, and none of them may take a misspelled name for a section of another program.
absl::Status CheckSection(const std::string& name, const std::string& place, std::string_view own) {
  const std::vector<std::string> known = {std::string(own), "rollcall", "rollcalld", "rollcall-agent", kContexts};
  if (std::find(known.begin(), known.end(), name) != known.end()) return absl::OkStatus();
  const std::string hint = DidYouMean(name, known);
  return absl::InvalidArgumentError(absl::StrCat(place, ": there is no section [", name, "]", hint,
                                                 hint.empty() ? "; the" : " The",
                                                 " sections are [rollcall], [rollcalld], [rollcall-agent] and "
                                                 "[contexts.NAME]"));
}

// Only current-context is outside a section.
absl::Status CheckTop(const toml::table& file, const std::string& path, std::string_view section) {
  for (const auto& [key, node] : file) {
    if (key.str() == kCurrentContext) continue;
    if (node.is_table()) {
      absl::Status known = CheckSection(std::string(key.str()), PlaceOf(path, node), section);
      if (!known.ok()) return known;
      continue;
    }
    return absl::InvalidArgumentError(absl::StrCat(PlaceOf(path, node), ": '", AbslView(key.str()),
                                                   "' is outside a section; put it under [", AbslView(section), "]"));
  }
  return absl::OkStatus();
}

absl::Status ReadContexts(const toml::table& file, const std::string& path, SettingsFile& read) {
  if (const toml::node* current = file.get(kCurrentContext)) {
    if (!current->is_string()) {
      return absl::InvalidArgumentError(absl::StrCat(PlaceOf(path, *current), ": '", kCurrentContext,
                                                     "' must be the name of a context, such as \"prod\""));
    }
    read.current_context = {.name = current->as_string()->get(),
                            .line = static_cast<int>(current->source().begin.line)};
  }
  const toml::table* contexts = file.get_as<toml::table>(kContexts);
  if (contexts == nullptr) return absl::OkStatus();
  for (const auto& [name, node] : *contexts) {
    const toml::table* context = node.as_table();
    if (context == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(PlaceOf(path, node), ": '", AbslView(name.str()),
                                                     "' must be a section of its own, such as [contexts.prod]"));
    }
    absl::StatusOr<std::vector<FileSetting>> settings = SettingsOf(*context, path);
    if (!settings.ok()) return settings.status();
    read.contexts.emplace(std::string(name.str()), *std::move(settings));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SettingsFile> ReadSettingsFile(const std::string& path, std::string_view section,
                                              FileContexts contexts) {
  const absl::StatusOr<toml::table> file = Parse(path);
  if (!file.ok()) return file.status();
  if (absl::Status top = CheckTop(*file, path, section); !top.ok()) return top;
  SettingsFile read;
  if (contexts == FileContexts::kRead) {
    if (absl::Status status = ReadContexts(*file, path, read); !status.ok()) return status;
  }
  const toml::table* own = file->get_as<toml::table>(section);
  if (own == nullptr) return read;
  absl::StatusOr<std::vector<FileSetting>> settings = SettingsOf(*own, path);
  if (!settings.ok()) return settings.status();
  read.settings = *std::move(settings);
  return read;
}

std::string UsualSettingsFile(const char* xdg_config_home, const char* home) {
  const std::string_view xdg = xdg_config_home == nullptr ? "" : xdg_config_home;
  const std::string_view home_folder = home == nullptr ? "" : home;
  if (xdg.starts_with("/")) return absl::StrCat(AbslView(xdg), "/rollcall/config.toml");
  return home_folder.empty() ? "" : absl::StrCat(AbslView(home_folder), "/.config/rollcall/config.toml");
}

}  // namespace rollcall
