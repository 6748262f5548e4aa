// SPDX-License-Identifier: Apache-2.0
#include "base/settings.h"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/exit_code.h"
#include "base/settings_file.h"

namespace rollcall {
namespace {

bool IsSetting(const CLI::Option& option) {
  return !option.get_lnames().empty() && option.get_configurable() && option.get_lnames().front() != "help";
}

std::string EnvironmentName(const CLI::Option& option) {
  return absl::StrCat("ROLLCALL_",
                      absl::AsciiStrToUpper(absl::StrReplaceAll(option.get_lnames().front(), {{"-", "_"}})));
}

void SetEnvironmentNames(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (IsSetting(*option)) option->envname(EnvironmentName(*option));
  }
  for (CLI::App* subcommand : app.get_subcommands(nullptr)) SetEnvironmentNames(*subcommand);
}

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

void ReplaceResults(CLI::Option& option, const std::vector<std::string>& results) {
  option.clear();
  for (const std::string& result : results) option.add_result(result);
  if (!results.empty()) option.run_callback();
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

void ApplyFile(CLI::App& app, const std::string& path) {
  const absl::StatusOr<std::vector<FileSetting>> settings = ReadSettingsFile(path, app.get_name());
  if (!settings.ok()) throw CLI::ConfigError(std::string(settings.status().message()));
  for (const FileSetting& setting : *settings) {
    const std::optional<CLI::Option*> option = OptionForFileKey(app, setting.name);
    if (!option.has_value()) {
      throw CLI::ConfigError(absl::StrCat(path, ": [", app.get_name(), "] has no option '", setting.name,
                                          "'; see --help for the options"));
    }
    if (*option == nullptr || (*option)->count() > 0) continue;
    ReplaceResults(**option, setting.values);
  }
}

int ReportUsage(const CLI::App& app, const std::string& message) {
  std::cerr << app.get_name() << ": " << absl::StrReplaceAll(message, {{"\n", " "}}) << " (see " << app.get_name()
            << " --help)\n";
  return kExitUsage;
}

}  // namespace

std::optional<int> ParseSettings(CLI::App& app, int argc, const char* const* argv) {
  try {
    std::string config_path;
    app.set_version_flag("--version", absl::StrCat(app.get_name(), " ", ROLLCALL_VERSION))->configurable(false);
    CLI::Option* config = app.add_option("--config", config_path, "TOML file with a section [" + app.get_name() + "]");
    config->configurable(false)->envname("ROLLCALL_CONFIG")->type_name("FILE");
    SetEnvironmentNames(app);
    app.parse(argc, argv);
    SplitLines(app);
    if (!config_path.empty()) ApplyFile(app, config_path);
    return std::nullopt;
  } catch (const CLI::Success& success) {
    return app.exit(success, std::cout, std::cerr);
  } catch (const CLI::ParseError& error) {
    return ReportUsage(app, error.what());
  } catch (const std::exception& error) {
    return ReportUsage(app, error.what());
  }
}

}  // namespace rollcall
