// SPDX-License-Identifier: Apache-2.0
#include "base/usage_error.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/suggestion.h"

namespace rollcall {
namespace {

bool IsHidden(const CLI::App& command) { return command.get_group().empty(); }

void AppendOptionNames(const CLI::App& app, std::vector<std::string>& names) {
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back(absl::StrCat("--", name));
    for (const std::string& name : option->get_snames()) names.push_back(absl::StrCat("-", name));
  }
}

// Of the command and of what it is a command of.
std::vector<std::string> OptionNames(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent()) AppendOptionNames(*app, names);
  return names;
}

std::string UnknownOptionText(CLI::App& app, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  const CLI::App& called = CalledCommand(app);
  if (called.get_option_no_throw(name) != nullptr) {
    return absl::StrCat(name, " is an option of the command; write it after '", CommandPath(called), "'");
  }
  return absl::StrCat("there is no option ", name, DidYouMean(name, OptionNames(called)));
}

std::string UnexpectedWordText(CLI::App& app, const std::string& word) {
  if (word.starts_with("-") && word.size() > 1) return UnknownOptionText(app, word);
  const std::vector<std::string> commands = CommandNames(app);
  CLI::App& called = CalledCommand(app);
  if (const std::vector<std::string> own = CommandNames(called); !own.empty()) {
    const std::string hint = DidYouMean(word, own);
    return absl::StrCat("there is no command '", word, "'", hint, hint.empty() ? "; the" : " The",
                        " commands are: ", absl::StrJoin(own, ", "));
  }
  if (std::find(commands.begin(), commands.end(), word) != commands.end()) {
    return absl::StrCat("'", word, "' is a second command after '", called.get_name(), "'; give one command at a time");
  }
  return absl::StrCat("'", word, "' is unexpected: ", called.get_name(), " takes no such argument");
}

struct BadOption {
  CLI::Option* option;
  bool is_validation = false;  // then `text` says what is wrong
  std::string text;
};

// Converts the values of `option` again.
std::optional<BadOption> Retry(CLI::Option& option) {
  const std::vector<std::string> results = option.results();
  option.clear();
  for (const std::string& result : results) option.add_result(result);
  try {
    option.run_callback();
  } catch (const CLI::ValidationError& error) {
    return BadOption{.option = &option, .is_validation = true, .text = error.what()};
  } catch (const std::exception& error) {
    return BadOption{.option = &option, .text = error.what()};
  }
  return std::nullopt;
}

// CLI11's error has no reference to the option, so each that has a value is tried again.
std::optional<BadOption> FindBadOption(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->count() == 0) continue;
    if (std::optional<BadOption> bad = Retry(*option)) return bad;
  }
  for (CLI::App* called : app.get_subcommands()) {
    if (std::optional<BadOption> bad = FindBadOption(*called)) return bad;
  }
  return std::nullopt;
}

std::string ExampleOf(const CLI::Option& option) {
  return option.get_default_str().empty() ? "" : absl::StrCat(", for example ", option.get_default_str());
}

std::string WrongTypeText(const CLI::Option& option) {
  const std::string value = absl::StrJoin(option.results(), " ");
  double number = 0;
  if (option.get_items_expected_max() == 0) return absl::StrCat("'", value, "' is neither true nor false");
  if (absl::SimpleAtod(value, &number)) {
    return absl::StrCat("'", value, "' is too large, too small, or not whole", ExampleOf(option));
  }
  return absl::StrCat("'", value, "' is not a number; write digits", ExampleOf(option));
}

std::string TooManyText(const CLI::Option& option, const SettingSource& source, const std::string& place) {
  const bool in_file = source.kind == SettingSource::Kind::kFile || source.kind == SettingSource::Kind::kContext;
  if (in_file) return absl::StrCat(place, " takes one value, not a list");
  return absl::StrCat(place, " is given ", option.count(), " times; give it once");
}

std::string BadOptionText(const BadOption& bad, const SettingSources& sources) {
  const auto found = sources.find(bad.option);
  const SettingSource source = found == sources.end() ? SettingSource() : found->second;
  const std::string place = PlaceOf(*bad.option, source);
  if (bad.is_validation) {
    return absl::StrCat(place, ": ", absl::StripPrefix(bad.text, absl::StrCat(bad.option->get_name(), ": ")));
  }
  const bool is_one_value = bad.option->get_items_expected_max() == 1;
  if (is_one_value && bad.option->count() > 1) return TooManyText(*bad.option, source, place);
  return absl::StrCat(place, ": ", WrongTypeText(*bad.option));
}

// The option that CLI11 has found at the end of the command line without its value; null if there is none.
CLI::Option* OptionWithoutValue(CLI::App& app, const std::string& last_word) {
  for (CLI::App* command = &CalledCommand(app); command != nullptr; command = command->get_parent()) {
    CLI::Option* option = command->get_option_no_throw(last_word.substr(0, last_word.find('=')));
    if (option != nullptr && last_word.starts_with("-")) return option;
  }
  return nullptr;
}

}  // namespace

CLI::App& CalledCommand(CLI::App& app) {
  const std::vector<CLI::App*> called = app.get_subcommands();
  return called.empty() ? app : CalledCommand(*called.front());
}

std::string CommandPath(const CLI::App& command) {
  if (command.get_parent() == nullptr) return command.get_name();
  return absl::StrCat(CommandPath(*command.get_parent()), " ", command.get_name());
}

CLI::App* FindCommand(CLI::App& parent, const std::string& name) {
  for (CLI::App* command : parent.get_subcommands(nullptr)) {
    if (command->get_name() == name) return command;
  }
  return nullptr;
}

std::vector<std::string> CommandNames(CLI::App& parent) {
  std::vector<std::string> names;
  for (const CLI::App* command : parent.get_subcommands(nullptr)) {
    if (!IsHidden(*command)) names.push_back(command->get_name());
  }
  return names;
}

std::string UsageErrorText(CLI::App& app, const CLI::ParseError& error, const SettingSources& sources,
                           const std::string& last_word) {
  if (const std::vector<std::string> words = app.remaining(true);
      dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !words.empty()) {
    return UnexpectedWordText(app, words.front());
  }
  const bool is_mismatch = dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr;
  const bool is_value = is_mismatch || dynamic_cast<const CLI::ConversionError*>(&error) != nullptr ||
                        dynamic_cast<const CLI::ValidationError*>(&error) != nullptr;
  if (!is_value) return error.what();
  if (const std::optional<BadOption> bad = FindBadOption(app)) return BadOptionText(*bad, sources);
  const CLI::Option* option = is_mismatch ? OptionWithoutValue(app, last_word) : nullptr;
  if (option == nullptr) return error.what();
  return absl::StrCat(option->get_name(), " needs a value: ", option->get_type_name(), ExampleOf(*option));
}

}  // namespace rollcall
