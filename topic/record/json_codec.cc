// SPDX-License-Identifier: Apache-2.0
#include "topic/record/json_codec.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "topic/record/status_fields.h"
#include "topic/record/status_parser.h"
#include "topic/record/well_formed.h"

namespace rollcall::topic {
namespace {

constexpr size_t kMaxNameBytes = 80;  // of a coprocessor's name inside a message
constexpr char kDown[] = "down";

// Sorts by name and keeps the last of each.
void KeepLastOfEachName(std::vector<ParsedCoprocessor>& coprocessors) {
  std::stable_sort(coprocessors.begin(), coprocessors.end(),
                   [](const auto& a, const auto& b) { return a.coprocessor.name < b.coprocessor.name; });
  // Backwards, unique() keeps the first that it meets, which is the last one written.
  const auto kept = std::unique(coprocessors.rbegin(), coprocessors.rend(),
                                [](const auto& a, const auto& b) { return a.coprocessor.name == b.coprocessor.name; });
  coprocessors.erase(coprocessors.begin(), kept.base());
}

std::optional<Problem> CheckCoprocessor(const ParsedCoprocessor& parsed) {
  const auto where = [&] { return absl::StrCat("coprocessors.", ForMessage(parsed.coprocessor.name, kMaxNameBytes)); };
  if (parsed.type != JsonType::kObject) return WrongType(where(), FieldType::kObject, parsed.type);
  std::optional<Problem> problem = parsed.fields.FirstProblem(kCoprocessorFields);
  if (problem.has_value()) problem->message = absl::StrCat(where(), ".", problem->message);
  return problem;
}

// The first coprocessor's problem is that of the field "coprocessors", unless this has one already.
void CheckCoprocessors(ParsedStatus& parsed) {
  for (const ParsedCoprocessor& coprocessor : parsed.coprocessors) {
    if (std::optional<Problem> problem = CheckCoprocessor(coprocessor)) {
      return parsed.fields.AddProblem(kCoprocessorsField, *std::move(problem));
    }
  }
}

std::optional<Problem> FirstProblem(const ParsedStatus& parsed) {
  if (parsed.type != JsonType::kObject) return WrongType("the value", FieldType::kObject, parsed.type);
  return parsed.fields.FirstProblem(kNodeFields);
}

Status ToStatus(ParsedStatus&& parsed) {
  Status status = std::move(parsed.status);
  if (status.status == kDown) return status;  // a node that is down runs nothing, whatever the value lists
  status.coprocessors.reserve(parsed.coprocessors.size());
  for (ParsedCoprocessor& coprocessor : parsed.coprocessors) {
    status.coprocessors.push_back(std::move(coprocessor.coprocessor));
  }
  return status;
}

}  // namespace

DecodedValue DecodeValue(std::string_view value) {
  ParsedStatus parsed;
  if (const std::optional<std::string> error = ParseStatus(value, parsed)) {
    return {.node_id = std::nullopt, .content = Problem{.code = ProblemCode::kBadJson, .message = *error}};
  }
  std::optional<int32_t> node_id;
  if (parsed.fields.IsUsable(kNodeIdField)) node_id = parsed.status.node_id;
  KeepLastOfEachName(parsed.coprocessors);
  CheckCoprocessors(parsed);
  if (std::optional<Problem> problem = FirstProblem(parsed)) {
    return {.node_id = node_id, .content = *std::move(problem)};
  }
  CHECK(node_id.has_value());  // a required field
  return {.node_id = node_id, .content = ToStatus(std::move(parsed))};
}

std::string EncodeValue(const Status& status) {
  return EncodeFields(kNodeFields, status).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace rollcall::topic
