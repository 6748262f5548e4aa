// SPDX-License-Identifier: Apache-2.0
// Options that say how a listing is written.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/cli11_types.h"
#include "client/cli/render/custom_columns.h"
#include "client/cli/render/table.h"

namespace rollcall::cli {

enum class Truncation { kToTerminal, kNone };
enum class Quietness { kAll, kNamesOnly };
// Whether the exit code says that something matches.
enum class Verdict { kNotAsked, kAsked };
enum class Follow { kOnce, kWatch };

struct OutputOptions {
  std::string format = "table";  // table, wide, json, ndjson, raw, name or custom-columns=…
  std::vector<std::string> columns;
  std::vector<std::string> sort;
  Titles titles = Titles::kShown;
  Truncation truncation = Truncation::kToTerminal;
  Quietness quietness = Quietness::kAll;
  Verdict verdict = Verdict::kNotAsked;
  Follow follow = Follow::kOnce;
  std::vector<CustomColumn> custom;  // of custom-columns=…
};

// Adds --output, --columns, --sort, --no-headers, --no-trunc, --quiet, --exit-code and --watch. None can come from the
// environment or a file, because they change the output that a script reads.
void AddOutputOptions(CLI::App& command, OutputOptions& output);

// json, ndjson or raw.
bool IsJson(const OutputOptions& output);
// -q, or the format `name`.
bool IsNamesOnly(const OutputOptions& output);

// INVALID_ARGUMENT if two options contradict each other, or name a column that is not one of `columns`.
absl::Status CheckOutput(const OutputOptions& output, const std::vector<TableColumn>& columns);

}  // namespace rollcall::cli
