// SPDX-License-Identifier: Apache-2.0
#include "topic/record/json_codec.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "topic/record/raw_status.h"
#include "topic/record/well_formed.h"

namespace rollcall::topic {
namespace {

constexpr size_t kMaxNameBytes = 80;  // of a coprocessor's name inside a message
constexpr int64_t kMaxLeaseSeconds = int64_t{10} * 365 * 24 * 60 * 60;
constexpr double kTamed = 1e300;  // numbers beyond double's range arrive as this
constexpr double kMicrosPerSecond = 1e6;
constexpr char kDown[] = "down";

const char* NameOf(Found found) {
  switch (found) {
    case Found::kNothing:
      return "nothing";
    case Found::kNull:
      return "null";
    case Found::kBoolean:
      return "boolean";
    case Found::kInteger:
      return "number";
    case Found::kNumber:
      return "number";
    case Found::kText:
      return "text";
    case Found::kList:
      return "list";
    case Found::kObject:
      return "object";
  }
  return "something else";
}

Problem WrongType(const std::string& where, const char* expected, Found found) {
  return {.code = ProblemCode::kWrongType,
          .message = absl::StrCat(where, ": expected ", expected, ", found ", NameOf(found))};
}

bool IsAbsent(Found found) { return found == Found::kNothing || found == Found::kNull; }

std::optional<int32_t> UsableNodeId(const RawInteger& node_id) {
  if (!node_id.value.has_value()) return std::nullopt;
  const bool fits =
      *node_id.value >= std::numeric_limits<int32_t>::min() && *node_id.value <= std::numeric_limits<int32_t>::max();
  return fits ? std::optional<int32_t>(static_cast<int32_t>(*node_id.value)) : std::nullopt;
}

std::optional<Problem> CheckNodeId(const RawInteger& node_id) {
  if (node_id.found == Found::kNumber) {
    return Problem{.code = ProblemCode::kWrongType,
                   .message = "node_id: expected integer, found number with a point or exponent"};
  }
  if (node_id.found != Found::kInteger) return WrongType("node_id", "integer", node_id.found);
  if (UsableNodeId(node_id).has_value()) return std::nullopt;
  return Problem{.code = ProblemCode::kNodeIdOutOfRange,
                 .message = absl::StrCat("node_id: ", node_id.written, " is not within -2147483648 to 2147483647")};
}

std::optional<Problem> CheckOptionalText(const std::string& where, const RawText& text) {
  if (IsAbsent(text.found) || text.found == Found::kText) return std::nullopt;
  return WrongType(where, "text", text.found);
}

std::optional<Problem> CheckTopics(const std::string& where, const RawTopics& topics) {
  if (topics.found != Found::kList) return WrongType(where, "list of texts", topics.found);
  if (!topics.wrong_index.has_value()) return std::nullopt;
  return WrongType(absl::StrCat(where, "[", *topics.wrong_index, "]"), "text", topics.wrong_found);
}

std::optional<Problem> CheckCoprocessor(const RawCoprocessor& raw) {
  const std::string where = absl::StrCat("coprocessors.", ForMessage(raw.name, kMaxNameBytes));
  if (raw.found != Found::kObject) return WrongType(where, "object", raw.found);
  if (auto problem = CheckTopics(absl::StrCat(where, ".input_topics"), raw.input_topics)) return problem;
  if (auto problem = CheckOptionalText(absl::StrCat(where, ".description"), raw.description)) return problem;
  return CheckOptionalText(absl::StrCat(where, ".state"), raw.state);
}

std::optional<Problem> CheckLease(const RawNumber& lease) {
  if (IsAbsent(lease.found)) return std::nullopt;
  if (lease.found != Found::kInteger && lease.found != Found::kNumber)
    return WrongType("lease_s", "number", lease.found);
  if (lease.value > 0 && lease.value <= static_cast<double>(kMaxLeaseSeconds)) return std::nullopt;
  return Problem{
      .code = ProblemCode::kWrongType,
      .message = absl::StrCat("lease_s: expected seconds above 0 and at most ", kMaxLeaseSeconds, " (10 years), found ",
                              lease.value < kTamed ? absl::StrCat(lease.value) : "more")};
}

// Sorts by name and keeps the last of each.
void KeepLastOfEachName(std::vector<RawCoprocessor>& coprocessors) {
  std::stable_sort(coprocessors.begin(), coprocessors.end(),
                   [](const RawCoprocessor& a, const RawCoprocessor& b) { return a.name < b.name; });
  // Backwards, unique() keeps the first that it meets, which is the last one written.
  const auto kept = std::unique(coprocessors.rbegin(), coprocessors.rend(),
                                [](const RawCoprocessor& a, const RawCoprocessor& b) { return a.name == b.name; });
  coprocessors.erase(coprocessors.begin(), kept.base());
}

// The first problem in the order of the fields, so that every reader names the same one.
std::optional<Problem> Check(const RawStatus& raw) {
  if (raw.root != Found::kObject) return WrongType("the value", "object", raw.root);
  if (auto problem = CheckNodeId(raw.node_id)) return problem;
  if (raw.status.found != Found::kText) return WrongType("status", "text", raw.status.found);
  if (raw.coprocessors_found != Found::kObject) return WrongType("coprocessors", "object", raw.coprocessors_found);
  for (const RawCoprocessor& coprocessor : raw.coprocessors) {
    if (auto problem = CheckCoprocessor(coprocessor)) return problem;
  }
  if (auto problem = CheckLease(raw.lease_s)) return problem;
  return CheckOptionalText("instance", raw.instance);
}

// Whole microseconds survive the way through a double and back; a lease is never rounded to none.
absl::Duration LeaseOf(double seconds) {
  return absl::Microseconds(std::max<int64_t>(1, std::llround(seconds * kMicrosPerSecond)));
}

Status ToStatus(RawStatus&& raw) {
  Status status;
  status.node_id = UsableNodeId(raw.node_id).value_or(0);
  status.status = std::move(raw.status.text);
  status.instance = std::move(raw.instance.text);
  if (!IsAbsent(raw.lease_s.found)) status.lease = LeaseOf(raw.lease_s.value);
  if (status.status == kDown) return status;  // a node that is down runs nothing, whatever the value lists
  for (RawCoprocessor& coprocessor : raw.coprocessors) {
    status.coprocessors.push_back({.name = std::move(coprocessor.name),
                                   .input_topics = std::move(coprocessor.input_topics.topics),
                                   .description = std::move(coprocessor.description.text),
                                   .state = std::move(coprocessor.state.text)});
  }
  return status;
}

using Json = nlohmann::ordered_json;

Json EncodeCoprocessor(const Coprocessor& coprocessor) {
  Json json = {{"input_topics", Json::array()}, {"description", coprocessor.description}};
  for (const std::string& topic : coprocessor.input_topics) json["input_topics"].push_back(topic);
  if (!coprocessor.state.empty()) json["state"] = coprocessor.state;
  return json;
}

Json EncodeLease(absl::Duration lease) {
  const int64_t micros = absl::ToInt64Microseconds(lease);
  constexpr int64_t kPerSecond = 1000000;
  if (micros % kPerSecond == 0) return micros / kPerSecond;
  return static_cast<double>(micros) / kMicrosPerSecond;
}

}  // namespace

DecodedValue DecodeValue(std::string_view value) {
  RawStatus raw;
  if (const std::optional<std::string> error = ReadJson(value, raw)) {
    return {.node_id = std::nullopt, .content = Problem{.code = ProblemCode::kBadJson, .message = *error}};
  }
  KeepLastOfEachName(raw.coprocessors);
  const std::optional<int32_t> node_id = UsableNodeId(raw.node_id);
  if (std::optional<Problem> problem = Check(raw)) return {.node_id = node_id, .content = *std::move(problem)};
  return {.node_id = node_id, .content = ToStatus(std::move(raw))};
}

std::string EncodeValue(const Status& status) {
  // Objects are filled by (name, value) pairs and not by [] as ordered_json looks names up one by one.
  Json::object_t coprocessors;
  coprocessors.reserve(status.coprocessors.size());
  for (const Coprocessor& coprocessor : status.coprocessors) {
    coprocessors.Container::emplace_back(coprocessor.name, EncodeCoprocessor(coprocessor));
  }
  Json json = {{"node_id", status.node_id}, {"status", status.status}};
  json["coprocessors"] = std::move(coprocessors);
  if (status.lease.has_value()) json["lease_s"] = EncodeLease(*status.lease);
  if (!status.instance.empty()) json["instance"] = status.instance;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace rollcall::topic
