// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/custom_columns.h"

#include <nlohmann/json.hpp>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/absl_view.h"
#include "base/check.h"
#include "display/text.h"

namespace rollcall::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr absl::string_view kAll = "[*]";

absl::Status Malformed(absl::string_view part) {
  return absl::InvalidArgumentError(absl::StrCat(
      "'", part, "' is not TITLE:PATH; write for example custom-columns=ID:.nodeId,NAMES:.coprocessors[*].name"));
}

bool IsIndex(absl::string_view step) {
  int index = 0;
  return step == kAll || (absl::ConsumePrefix(&step, "[") && absl::ConsumeSuffix(&step, "]") &&
                          absl::SimpleAtoi(step, &index) && index >= 0);
}

// Splits "name[2]" into its steps and adds them. False if it is malformed.
bool AddSteps(absl::string_view text, std::vector<std::string>& path) {
  const size_t bracket = text.find('[');
  if (bracket == 0 || text.empty()) return false;
  path.emplace_back(text.substr(0, bracket));
  if (bracket == absl::string_view::npos) return true;
  path.emplace_back(text.substr(bracket));
  return IsIndex(path.back());
}

absl::StatusOr<CustomColumn> ParseOne(absl::string_view part) {
  const std::pair<absl::string_view, absl::string_view> halves = absl::StrSplit(part, absl::MaxSplits(':', 1));
  absl::string_view path = halves.second;
  if (absl::ConsumePrefix(&path, "{") && !absl::ConsumeSuffix(&path, "}")) return Malformed(part);
  absl::ConsumePrefix(&path, ".");
  CustomColumn column = {.title = Sanitize(std::string(halves.first)), .path = {}};
  if (column.title.empty() || path.empty()) return Malformed(part);
  for (absl::string_view step : absl::StrSplit(path, '.')) {
    if (!AddSteps(step, column.path)) return Malformed(part);
  }
  return column;
}

std::vector<const Json*> Elements(const Json& list, const std::string& step) {
  std::vector<const Json*> found;
  if (!list.is_array()) return found;
  if (step == kAll) {
    for (const Json& element : list) found.push_back(&element);
    return found;
  }
  size_t index = 0;
  CHECK(absl::SimpleAtoi(step.substr(1, step.size() - 2), &index));
  if (index < list.size()) found.push_back(&list[index]);
  return found;
}

std::vector<const Json*> Step(const Json& value, const std::string& step) {
  if (step.starts_with('[')) return Elements(value, step);
  const auto field = value.is_object() ? value.find(step) : value.end();
  if (!value.is_object() || field == value.end()) return {};
  return {&*field};
}

std::string TextOf(const Json& value) { return Sanitize(value.is_string() ? value.get<std::string>() : value.dump()); }

std::string Evaluate(const std::vector<std::string>& path, const Json& object) {
  std::vector<const Json*> values = {&object};
  for (const std::string& step : path) {
    std::vector<const Json*> next;
    for (const Json* value : values) {
      const std::vector<const Json*> found = Step(*value, step);
      next.insert(next.end(), found.begin(), found.end());
    }
    values = std::move(next);
  }
  if (values.empty()) return "<none>";
  return absl::StrJoin(values, ",", [](std::string* out, const Json* value) { *out += TextOf(*value); });
}

}  // namespace

absl::StatusOr<std::vector<CustomColumn>> ParseCustomColumns(std::string_view spec) {
  std::vector<CustomColumn> columns;
  for (absl::string_view part : absl::StrSplit(AbslView(spec), ',')) {
    absl::StatusOr<CustomColumn> column = ParseOne(part);
    if (!column.ok()) return column.status();
    columns.push_back(*std::move(column));
  }
  return columns;
}

void AddCustomColumns(const std::vector<CustomColumn>& columns, const std::vector<std::string>& objects, Table& table) {
  CHECK_EQ(objects.size(), table.rows.size());
  for (size_t i = 0; i < columns.size(); ++i) {
    table.columns.push_back({KeyOfCustomColumn(i), columns[i].title, 1});
  }
  for (size_t row = 0; row < objects.size(); ++row) {
    const Json object = Json::parse(objects[row]);
    for (const CustomColumn& column : columns) table.rows[row].push_back({Evaluate(column.path, object)});
  }
}

std::string KeyOfCustomColumn(size_t index) { return absl::StrCat("custom-", index); }

}  // namespace rollcall::cli
