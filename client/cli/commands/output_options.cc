// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/output_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/option_values.h"
#include "client/cli/commands/options.h"

namespace rollcall::cli {
namespace {

constexpr absl::string_view kCustomColumns = "custom-columns=";
constexpr std::array<absl::string_view, 6> kFormats = {"table", "wide", "json", "ndjson", "raw", "name"};

void SetFormat(const std::string& text, OutputOptions& output) {
  output.format = text;
  output.custom.clear();
  if (text.starts_with(std::string(kCustomColumns))) {
    auto custom = ParseCustomColumns(text.substr(kCustomColumns.size()));
    if (!custom.ok()) throw CLI::ValidationError("--output", std::string(custom.status().message()));
    output.custom = *std::move(custom);
    return;
  }
  if (std::find(kFormats.begin(), kFormats.end(), text) != kFormats.end()) return;
  throw CLI::ValidationError("--output", absl::StrCat("'", text, "' is not one of ", absl::StrJoin(kFormats, ", "),
                                                      ", custom-columns=TITLE:PATH,…"));
}

void AddList(CLI::App& command, const std::string& name, std::vector<std::string>& list, const std::string& help) {
  AddRepeated(command, name, "COLUMNS", help, [&list](const std::string& text) {
    for (absl::string_view entry : absl::StrSplit(text, ',')) list.emplace_back(absl::StripAsciiWhitespace(entry));
  });
}

template <typename Value>
void AddSwitch(CLI::App& command, const std::string& name, Value& value, Value on, const std::string& help) {
  command
      .add_flag_callback(
          name, [&value, on] { value = on; }, help)
      ->configurable(false);
}

bool IsTable(const OutputOptions& output) {
  return !IsNamesOnly(output) && (output.format == "table" || output.format == "wide");
}

absl::Status CheckFollow(const OutputOptions& output) {
  if (output.follow == Follow::kOnce) return absl::OkStatus();
  const bool is_plain = output.columns.empty() && output.sort.empty() && output.titles == Titles::kShown &&
                        output.truncation == Truncation::kToTerminal && output.quietness == Quietness::kAll &&
                        output.verdict == Verdict::kNotAsked;
  const bool has_events = output.format == "table" || output.format == "json" || output.format == "ndjson";
  if (is_plain && has_events) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "--watch shows events, as rollcall watch does; leave out the options for tables, --quiet and --exit-code, and "
      "use "
      "--output json or no --output");
}

}  // namespace

void AddOutputOptions(CLI::App& command, OutputOptions& output) {
  command
      .add_option_function<std::string>(
          "-o,--output,--format", [&output](const std::string& text) { SetFormat(text, output); },
          absl::StrCat("Output format: ", absl::StrJoin(kFormats, ", "), ", custom-columns=TITLE:PATH,…"))
      ->type_name("FORMAT")
      ->default_str(output.format)
      ->configurable(false);
  SuggestValues(*command.get_option("--output"), {kFormats.begin(), kFormats.end()});
  AddList(command, "--columns", output.columns, "The columns of the table, separated by commas");
  AddList(command, "--sort", output.sort,
          "Columns to sort the rows by, separated by commas; downwards with a '-' in front: --sort=-node");
  AddSwitch(command, "--no-headers", output.titles, Titles::kHidden, "Leave out the line of titles");
  AddSwitch(command, "--no-trunc", output.truncation, Truncation::kNone, "Do not cut cells to the terminal's width");
  AddSwitch(command, "-q,--quiet", output.quietness, Quietness::kNamesOnly, "Only names (of nodes: ids), one a line");
  AddSwitch(command, "--exit-code", output.verdict, Verdict::kAsked, "End with 1 if nothing matches");
  AddSwitch(command, "-w,--watch", output.follow, Follow::kWatch, "Go on as rollcall watch does, with the same filter");
}

bool IsJson(const OutputOptions& output) {
  return output.format == "json" || output.format == "ndjson" || output.format == "raw";
}

bool IsNamesOnly(const OutputOptions& output) {
  return output.quietness == Quietness::kNamesOnly || output.format == "name";
}

absl::Status CheckOutput(const OutputOptions& output, const std::vector<TableColumn>& columns) {
  if (output.quietness == Quietness::kNamesOnly && IsJson(output)) {
    return absl::InvalidArgumentError(absl::StrCat("--quiet writes names, --output ", output.format, " does not"));
  }
  const bool has_rows = IsTable(output) || !output.custom.empty();
  if (!output.columns.empty() && !IsTable(output)) {
    return absl::InvalidArgumentError("--columns is for the formats table and wide");
  }
  if (!has_rows && (!output.sort.empty() || output.titles == Titles::kHidden)) {
    return absl::InvalidArgumentError("--sort and --no-headers are for the formats table, wide and custom-columns");
  }
  absl::Status status = CheckFollow(output);
  status.Update(CheckColumnKeys("--columns", output.columns, columns));
  status.Update(CheckSortKeys("--sort", output.sort, columns));
  return status;
}

}  // namespace rollcall::cli
