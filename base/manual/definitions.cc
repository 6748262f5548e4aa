// SPDX-License-Identifier: Apache-2.0
#include "base/manual/definitions.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/usage_error.h"

namespace rollcall::manual {
namespace {

// "-o, --output NAME".
std::string TermOf(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true);
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  const bool has_value = option.get_items_expected_max() > 0;
  return absl::StrCat(absl::StrJoin(names, ", "), has_value ? " " : "", has_value ? option.get_type_name() : "");
}

std::string TextOf(const CLI::Option& option) {
  std::string text = option.get_description();
  if (!option.get_default_str().empty()) absl::StrAppend(&text, ". Default: ", option.get_default_str());
  if (!option.get_envname().empty()) absl::StrAppend(&text, ". Variable: ", option.get_envname());
  if (option.get_required()) absl::StrAppend(&text, ". Required");
  return text;
}

}  // namespace

std::string PageName(const CLI::App& command) { return absl::StrReplaceAll(CommandPath(command), {{" ", "-"}}); }

std::vector<Entry> OptionsOf(const CLI::App& command) {
  std::vector<Entry> entries;
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_group().empty()) entries.push_back({TermOf(*option), TextOf(*option)});
  }
  return entries;
}

std::vector<Entry> CommandsOf(CLI::App& command) {
  std::vector<Entry> entries;
  for (const CLI::App* subcommand : command.get_subcommands(nullptr)) {
    if (!subcommand->get_group().empty()) entries.push_back({subcommand->get_name(), subcommand->get_description()});
  }
  return entries;
}

std::string SynopsisOf(const CLI::App& command) {
  std::string synopsis = CommandPath(command);
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    const std::string many = option->get_items_expected_max() > 1 ? "..." : "";
    const std::string name = absl::StrCat(option->get_name(true), many);
    absl::StrAppend(&synopsis, " ", option->get_required() ? name : absl::StrCat("[", name, "]"));
  }
  return synopsis + " [OPTION...]";
}

Section EnvironmentOf(const CLI::App& command) {
  Section section = {"ENVIRONMENT", {}};
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_envname().empty()) continue;
    section.entries.push_back(
        {option->get_envname(), absl::StrCat("Like ", option->get_name(), ", which wins over it")});
  }
  return section;
}

Entry ExitEntry(int code, const std::string& text) { return {absl::StrCat(code), text}; }

}  // namespace rollcall::manual
