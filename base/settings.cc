// SPDX-License-Identifier: Apache-2.0
#include "base/settings.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/build_info.h"
#include "base/exit_code.h"
#include "base/settings_layers.h"
#include "base/usage_error.h"

namespace rollcall {
namespace {

void SetEnvironmentNames(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (IsSetting(*option)) option->envname(EnvironmentName(*option));
  }
  for (CLI::App* subcommand : app.get_subcommands(nullptr)) SetEnvironmentNames(*subcommand);
}

// For an option that may be given many times, splits the content of its variable into one value a line.
void SplitLines(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    const char* variable = option->get_envname().empty() ? nullptr : std::getenv(option->get_envname().c_str());
    const bool is_from_variable = variable != nullptr && option->results() == std::vector<std::string>{variable};
    if (!is_from_variable || option->get_items_expected_max() <= 1 || option->get_delimiter() != '\0') continue;
    ReplaceResults(*option, absl::StrSplit(variable, absl::ByAnyChar("\r\n"), absl::SkipWhitespace()));
  }
  for (CLI::App* called : app.get_subcommands()) SplitLines(*called);
}

// CLI11 checks that required options are given before the file is read. While this lives, it does not.
class RequiredSettings {
 public:
  explicit RequiredSettings(CLI::App& app) { Collect(app); }
  ~RequiredSettings() {
    for (CLI::Option* option : options_) option->required();
  }
  RequiredSettings(const RequiredSettings&) = delete;
  RequiredSettings& operator=(const RequiredSettings&) = delete;

  void CheckGiven(const CLI::App& called) const {
    for (const CLI::Option* option : called.get_options()) {
      if (IsRequired(option) && option->count() == 0) {
        throw CLI::RequiredError(absl::StrCat(option->get_name(), " ", option->get_type_name()));
      }
    }
  }

 private:
  void Collect(CLI::App& app) {
    for (CLI::Option* option : app.get_options()) {
      if (option->get_required() && IsSetting(*option)) options_.push_back(option->required(false));
    }
    for (CLI::App* subcommand : app.get_subcommands(nullptr)) Collect(*subcommand);
  }
  bool IsRequired(const CLI::Option* option) const {
    return std::find(options_.begin(), options_.end(), option) != options_.end();
  }

  std::vector<CLI::Option*> options_;
};

class Loader {
 public:
  Loader(CLI::App& app, const SettingsRules& rules, LoadedSettings& loaded)
      : app_(app), rules_(rules), loaded_(loaded) {}

  // Throws CLI::ParseError.
  void Load(int argc, const char* const* argv) {
    AddOptions();
    SetEnvironmentNames(app_);
    const bool has_commands = !app_.get_subcommands(nullptr).empty();
    if (has_commands) app_.require_subcommand(0, 1);  // a second one is then an unexpected word
    const RequiredSettings required(app_);
    Parse(argc, argv);
    SplitLines(app_);
    ApplyFile();
    for (const CLI::App* called = &CalledCommand(app_); called != nullptr; called = called->get_parent()) {
      required.CheckGiven(*called);
    }
  }

 private:
  void AddOptions() {
    app_.set_version_flag("--version", VersionText(app_.get_name(), rules_.libraries))->configurable(false);
    const std::shared_ptr<Given> given = given_;  // the options outlive this loader
    const bool has_contexts = rules_.contexts == SettingsRules::Contexts::kAllowed;
    app_.add_option_function<std::string>(
            "--config", [given](const std::string& path) { given->config_path = path; },
            absl::StrCat("TOML file with a section [", app_.get_name(), "]",
                         has_contexts ? "; default: rollcall/config.toml in $XDG_CONFIG_HOME or ~/.config" : ""))
        ->configurable(false)
        ->envname("ROLLCALL_CONFIG")
        ->type_name("FILE");
    if (!has_contexts) return;
    context_ = app_.add_option_function<std::string>(
                       "--context", [given](const std::string& name) { given->context = name; },
                       "Use the settings [contexts.NAME] of the file; default: the file's current-context")
                   ->configurable(false)
                   ->envname("ROLLCALL_CONTEXT")
                   ->type_name("NAME");
  }

  void Parse(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (...) {
      loaded_.sources = SourcesAfterParse(app_);
      throw;
    }
    loaded_.sources = SourcesAfterParse(app_);
  }

  void ApplyFile() {
    if (NeedsNoFile()) return;
    loaded_.file = given_->config_path;
    const bool may_be_usual = loaded_.file.empty() && !rules_.usual_file.empty();
    if (may_be_usual && access(rules_.usual_file.c_str(), F_OK) == 0) loaded_.file = rules_.usual_file;
    if (loaded_.file.empty()) return CheckNoContextWanted();
    if (context_ == nullptr) return ApplyProgramSection(app_, loaded_);
    ApplySettingsFile(app_, {.name = given_->context, .place = given_->context.empty() ? "" : PlaceOfContext()},
                      loaded_);
    if (!given_->context.empty()) loaded_.context_source = loaded_.sources[context_];
  }

  bool NeedsNoFile() const {
    const std::vector<std::string>& names = rules_.commands_without_file;
    return std::find(names.begin(), names.end(), CalledCommand(app_).get_name()) != names.end();
  }

  std::string PlaceOfContext() const { return PlaceOf(*context_, loaded_.sources[context_]); }

  void CheckNoContextWanted() const {
    if (given_->context.empty()) return;
    throw CLI::ConfigError(absl::StrCat(
        PlaceOfContext(), ": there is no context '", given_->context, "', because there is no settings file",
        rules_.usual_file.empty() ? "" : absl::StrCat(" ", rules_.usual_file), "; name one with --config"));
  }

  struct Given {
    std::string config_path;
    std::string context;
  };

  CLI::App& app_;
  const SettingsRules& rules_;
  LoadedSettings& loaded_;
  const std::shared_ptr<Given> given_ = std::make_shared<Given>();
  CLI::Option* context_ = nullptr;  // null if there are no contexts
};

// CLI11 lets an exception of the standard library out if a flag's value is no number.
CLI::ConversionError AsParseError(const std::exception& error) {
  return {error.what(), CLI::ExitCodes::ConversionError};
}

std::string UsageMessage(CLI::App& app, const CLI::ParseError& error, const LoadedSettings& loaded, int argc,
                         const char* const* argv) {
  const std::string text = UsageErrorText(app, error, loaded.sources, argc > 0 ? argv[argc - 1] : "");
  return absl::StrCat(absl::StrReplaceAll(text, {{"\n", " "}}), " (see ", CommandPath(CalledCommand(app)), " --help)");
}

int ReportUsage(const CLI::App& app, const std::string& message) {
  std::cerr << app.get_name() << ": " << message << "\n";
  return kExitUsage;
}

}  // namespace

bool IsSetting(const CLI::Option& option) {
  return !option.get_lnames().empty() && option.get_configurable() && option.get_lnames().front() != "help";
}

std::optional<int> ParseSettings(CLI::App& app, int argc, const char* const* argv, const SettingsRules& rules,
                                 LoadedSettings& loaded) {
  try {
    Loader(app, rules, loaded).Load(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success& success) {
    return app.exit(success, std::cout, std::cerr);
  } catch (const CLI::ParseError& error) {
    return ReportUsage(app, UsageMessage(app, error, loaded, argc, argv));
  } catch (const std::exception& error) {
    return ReportUsage(app, UsageMessage(app, AsParseError(error), loaded, argc, argv));
  }
}

std::optional<int> ParseSettings(CLI::App& app, int argc, const char* const* argv) {
  LoadedSettings loaded;
  return ParseSettings(app, argc, argv, {}, loaded);
}

absl::Status TryParseSettings(CLI::App& app, int argc, const char* const* argv, const SettingsRules& rules,
                              LoadedSettings& loaded) {
  try {
    Loader(app, rules, loaded).Load(argc, argv);
    return absl::OkStatus();
  } catch (const CLI::Success& success) {
    return absl::CancelledError(success.what());
  } catch (const CLI::ParseError& error) {
    return absl::InvalidArgumentError(UsageMessage(app, error, loaded, argc, argv));
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(UsageMessage(app, AsParseError(error), loaded, argc, argv));
  }
}

}  // namespace rollcall
