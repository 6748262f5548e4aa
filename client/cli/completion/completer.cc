// SPDX-License-Identifier: Apache-2.0
#include "client/cli/completion/completer.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "base/option_values.h"
#include "base/usage_error.h"

namespace rollcall::cli {
namespace {

// "--node" of "--node=1".
std::string NameOf(const std::string& word) { return word.substr(0, word.find('=')); }

bool IsOption(const std::string& word) { return word.size() > 1 && word.starts_with("-"); }

CLI::Option* FindOption(CLI::App& command, const std::string& word) {
  for (CLI::App* app = &command; app != nullptr; app = app->get_parent()) {
    if (CLI::Option* option = app->get_option_no_throw(NameOf(word))) return option;
  }
  return nullptr;
}

// Whether the next word is the option's value.
bool TakesNextWord(const CLI::Option& option, const std::string& word) {
  return option.get_items_expected_max() > 0 && word.find('=') == std::string::npos;
}

struct Position {
  CLI::App* command;
  CLI::Option* waiting = nullptr;  // an option that still needs its value
};

// Where one is after all words but the last.
Position Walk(CLI::App& app, const std::vector<std::string>& words) {
  Position position = {.command = &app};
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    if (position.waiting != nullptr) {
      position.waiting = nullptr;
    } else if (IsOption(words[i])) {
      CLI::Option* option = FindOption(*position.command, words[i]);
      if (option != nullptr && TakesNextWord(*option, words[i])) position.waiting = option;
    } else if (CLI::App* command = FindCommand(*position.command, words[i])) {
      position.command = command;
    }
  }
  return position;
}

LiveValues LiveValuesOf(const CLI::Option& option) {
  static const auto* const values =
      new std::map<std::string, LiveValues, std::less<>>{{"--node", LiveValues::kNodeIds},
                                                         {"--against", LiveValues::kNodeIds},
                                                         {"--on", LiveValues::kNodeIds},
                                                         {"ID", LiveValues::kNodeIds},
                                                         {"--name", LiveValues::kCoprocessorNames},
                                                         {"NAME", LiveValues::kCoprocessorNames},
                                                         {"--topic", LiveValues::kTopics}};
  const auto found = values->find(option.get_name(option.get_positional()));
  return found == values->end() ? LiveValues::kNone : found->second;
}

void AddCandidate(const std::string& word, const std::string& help, std::string_view typed, Completion& completion) {
  if (word.starts_with(typed)) completion.candidates.push_back({.word = word, .help = help.substr(0, help.find('\n'))});
}

// `typed` is the begin of a value of `option`. The last entry of a list is completed.
void CompleteValue(CLI::Option& option, const std::string& typed, const std::string& prefix, Completion& completion) {
  const size_t entry = typed.rfind(',') + 1;  // 0 if there is no comma
  completion.live = LiveValuesOf(option);
  completion.prefix = prefix + typed.substr(0, entry);
  completion.typed = typed.substr(entry);
  for (const std::string& value : KnownValues(option)) {
    if (value.starts_with(completion.typed)) AddCandidate(completion.prefix + value, "", "", completion);
  }
}

void AddOptions(CLI::App& command, const std::string& typed, Completion& completion) {
  for (CLI::App* app = &command; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option : app->get_options()) {
      if (option->get_group().empty()) continue;
      for (const std::string& name : option->get_lnames()) {
        if (app != &command && (name == "help" || name == "version")) continue;
        AddCandidate(absl::StrCat("--", name), option->get_description(), typed, completion);
      }
    }
  }
}

void CompleteWord(CLI::App& command, const std::string& typed, Completion& completion) {
  for (const CLI::App* subcommand : command.get_subcommands(nullptr)) {
    if (!subcommand->get_group().empty()) {
      AddCandidate(subcommand->get_name(), subcommand->get_description(), typed, completion);
    }
  }
  for (CLI::Option* option : command.get_options()) {
    if (option->get_positional()) CompleteValue(*option, typed, "", completion);
  }
}

}  // namespace

Completion Complete(CLI::App& app, const std::vector<std::string>& words) {
  Completion completion;
  const std::string typed = words.empty() ? "" : words.back();
  const Position position = Walk(app, words);
  completion.settled.assign(words.begin(), words.end() - (words.empty() ? 0 : 1));
  if (position.waiting != nullptr) {
    completion.settled.pop_back();
    CompleteValue(*position.waiting, typed, "", completion);
  } else if (typed.starts_with("--") && typed.find('=') != std::string::npos) {
    CLI::Option* option = FindOption(*position.command, typed);
    const size_t value = typed.find('=') + 1;
    if (option != nullptr) CompleteValue(*option, typed.substr(value), typed.substr(0, value), completion);
  } else if (typed.starts_with("-")) {
    AddOptions(*position.command, typed, completion);
  } else {
    CompleteWord(*position.command, typed, completion);
  }
  return completion;
}

}  // namespace rollcall::cli
