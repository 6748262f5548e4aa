// SPDX-License-Identifier: Apache-2.0
// `rollcall config show`: each setting, and where its value is from. `rollcall config contexts`: the contexts of the
// file.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/settings_file.h"
#include "client/cli/commands/program_commands.h"
#include "client/cli/commands/program_definition.h"
#include "client/cli/commands/report.h"
#include "client/cli/render/columns.h"
#include "display/text.h"

namespace rollcall::cli {
namespace {

struct Row {
  std::string setting;
  std::string value;
  SettingSource source;
};

std::vector<Row> RowsOf(Program& program) {
  std::vector<Row> rows;
  for (const CLI::Option* option : std::as_const(program.app).get_options()) {
    if (!IsSetting(*option)) continue;
    const auto source = program.settings.sources.find(option);
    const bool is_default = source == program.settings.sources.end();
    rows.push_back({.setting = option->get_lnames().front(),
                    .value = is_default ? option->get_default_str() : absl::StrJoin(option->results(), ","),
                    .source = is_default ? SettingSource() : source->second});
  }
  return rows;
}

std::string Shown(const std::string& value) { return value.empty() ? "-" : Sanitize(value); }

std::string ShowText(Program& program) {
  const LoadedSettings& settings = program.settings;
  std::vector<Cells> cells;
  for (const Row& row : RowsOf(program)) {
    cells.push_back({row.setting, Shown(row.value), Sanitize(SourceText(row.source))});
  }
  const std::string context = settings.context.empty()
                                  ? "none"
                                  : absl::StrCat(settings.context, ", from ", SourceText(settings.context_source));
  return absl::StrCat("settings file: ", settings.file.empty() ? "none" : Sanitize(settings.file),
                      "\ncontext: ", Sanitize(context), "\n\n",
                      JoinLines(FormatColumns({"SETTING", "VALUE", "FROM"}, cells)));
}

nlohmann::ordered_json OrNull(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
}

std::string KindName(SettingSource::Kind kind) {
  switch (kind) {
    case SettingSource::Kind::kDefault:
      return "default";
    case SettingSource::Kind::kFlag:
      return "flag";
    case SettingSource::Kind::kVariable:
      return "variable";
    case SettingSource::Kind::kContext:
      return "context";
    case SettingSource::Kind::kFile:
      return "file";
  }
  return "";
}

nlohmann::ordered_json SourceJson(const SettingSource& source) {
  nlohmann::ordered_json json = {{"kind", KindName(source.kind)}};
  if (!source.name.empty()) json["name"] = source.name;
  if (source.line > 0) json["file"] = source.file;
  if (source.line > 0) json["line"] = source.line;
  return json;
}

std::string ShowJson(Program& program) {
  nlohmann::ordered_json json = {{"file", OrNull(program.settings.file)},
                                 {"context", OrNull(program.settings.context)},
                                 {"settings", nlohmann::ordered_json::object()}};
  for (const Row& row : RowsOf(program)) {
    json["settings"][row.setting] = {{"value", OrNull(row.value)}, {"from", SourceJson(row.source)}};
  }
  // A path need not be UTF-8.
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

ExitCode ListContexts(const Program& program, CommandContext& context) {
  const std::string& path = program.settings.file;
  if (path.empty()) {
    PrintError("there is no settings file, so there are no contexts; name one with --config", context);
    return kExitNo;
  }
  const absl::StatusOr<SettingsFile> file = ReadSettingsFile(path, program.app.get_name(), FileContexts::kRead);
  if (!file.ok()) return ReportError(file.status(), context);
  std::string lines;
  for (const auto& [name, settings] : file->contexts) {
    absl::StrAppend(&lines, name == program.settings.context ? "* " : "  ", Sanitize(name), "\n");
  }
  return ReportWritten(context.out.Write(lines), context);
}

}  // namespace

Command AddConfigCommand(Program& program) {
  CLI::App* app = program.app.add_subcommand("config", "Show the settings, where they are from, and the contexts");
  auto format = std::make_shared<std::string>("table");
  CLI::App* show = app->add_subcommand("show", "Show each setting, its value, and where the value is from");
  AddChoice(*show, "-o,--output", *format, {"table", "json"}, "Output format");
  CLI::App* contexts =
      app->add_subcommand("contexts", "List the contexts of the settings file; * marks the one in use");
  const auto run = [&program, format, show, contexts](CommandContext& context) {
    if (contexts->parsed()) return ListContexts(program, context);
    if (show->parsed()) {
      return ReportWritten(context.out.Write(*format == "json" ? ShowJson(program) : ShowText(program)), context);
    }
    PrintError("no command given; write rollcall config show, or rollcall config contexts", context);
    return kExitUsage;
  };
  return {.app = app,
          .run = run,
          .examples = {{"rollcall config show", "which server would be asked, and why this one"},
                       {"rollcall --context prod config show -o json", "the same for a context, for a script"},
                       {"rollcall config contexts", "the contexts that the settings file has"}}};
}

}  // namespace rollcall::cli
