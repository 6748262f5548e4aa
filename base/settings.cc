#include "base/settings.h"

#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/exit_code.h"

namespace rollcall {
namespace {

bool TakesPart(const CLI::Option& option) {
  return !option.get_lnames().empty() && option.get_configurable() && option.get_lnames().front() != "help";
}

std::string EnvironmentName(const CLI::Option& option) {
  return absl::StrCat("ROLLCALL_",
                      absl::AsciiStrToUpper(absl::StrReplaceAll(option.get_lnames().front(), {{"-", "_"}})));
}

void NameEnvironment(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (TakesPart(*option)) option->envname(EnvironmentName(*option));
  }
  for (CLI::App* subcommand : app.get_subcommands(nullptr)) NameEnvironment(*subcommand);
}

CLI::Option* FindOption(CLI::App& app, const std::string& name) {
  CLI::Option* option = app.get_option_no_throw("--" + name);
  return option != nullptr && TakesPart(*option) ? option : nullptr;
}

CLI::Option* FindInAnySubcommand(CLI::App& app, const std::string& name) {
  for (CLI::App* subcommand : app.get_subcommands(nullptr)) {
    if (CLI::Option* option = FindOption(*subcommand, name)) return option;
  }
  return nullptr;
}

// The option of the command that was called; else the program's; else one of a command that was not called (nullopt:
// unknown).
std::optional<CLI::Option*> OptionForFileKey(CLI::App& app, const std::string& name) {
  for (CLI::App* called : app.get_subcommands()) {
    if (CLI::Option* option = FindOption(*called, name)) return option;
  }
  if (CLI::Option* option = FindOption(app, name)) return option;
  if (FindInAnySubcommand(app, name) != nullptr) return nullptr;
  return std::nullopt;
}

void ApplyFile(CLI::App& app, const std::string& path) {
  for (const CLI::ConfigItem& item : CLI::ConfigTOML().from_file(path)) {
    if (item.name == "++" || item.name == "--") continue;  // CLI11's marks for the begin and end of a section
    if (item.parents.empty()) {
      throw CLI::ConfigError(
          absl::StrCat(path, ": '", item.name, "' stands outside a section; put it under [", app.get_name(), "]"));
    }
    if (item.parents.front() != app.get_name()) continue;
    const std::optional<CLI::Option*> option = OptionForFileKey(app, item.name);
    if (!option.has_value()) {
      throw CLI::ConfigError(
          absl::StrCat(path, ": [", app.get_name(), "] has no option '", item.name, "'; see --help for those it has"));
    }
    if (*option == nullptr || (*option)->count() > 0) continue;
    for (const std::string& input : item.inputs) (*option)->add_result(input);
    (*option)->run_callback();
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
    NameEnvironment(app);
    app.parse(argc, argv);
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
