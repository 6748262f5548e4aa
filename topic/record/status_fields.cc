// SPDX-License-Identifier: Apache-2.0
#include "topic/record/status_fields.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/absl_view.h"
#include "topic/record/well_formed.h"

namespace rollcall::topic {
namespace {

constexpr size_t kMaxDigits = 40;  // of an integer inside a message
constexpr int64_t kMaxLeaseSeconds = int64_t{10} * 365 * 24 * 60 * 60;
constexpr double kClamped = 1e300;  // numbers beyond double's range arrive as this (ClampNumbers)
constexpr int64_t kMicrosPerSecond = 1'000'000;

const char* NameOf(FieldType type) {
  switch (type) {
    case FieldType::kInteger:
      return "integer";
    case FieldType::kNumber:
      return "number";
    case FieldType::kText:
      return "text";
    case FieldType::kTexts:
      return "list of texts";
    case FieldType::kObject:
      return "object";
  }
  return "something else";
}

const char* NameOf(JsonType type) {
  switch (type) {
    case JsonType::kNothing:
      return "nothing";
    case JsonType::kNull:
      return "null";
    case JsonType::kBoolean:
      return "boolean";
    case JsonType::kInteger:
    case JsonType::kNumber:
      return "number";
    case JsonType::kText:
      return "text";
    case JsonType::kList:
      return "list";
    case JsonType::kObject:
      return "object";
  }
  return "something else";
}

// Whole microseconds survive the way through a double and back; a lease is never rounded to none.
absl::Duration LeaseOf(double seconds) {
  const double micros = seconds * static_cast<double>(kMicrosPerSecond);
  return absl::Microseconds(std::max<int64_t>(1, std::llround(micros)));
}

}  // namespace

Problem WrongType(std::string_view where, FieldType expected, JsonType found) {
  const bool is_fraction = expected == FieldType::kInteger && found == JsonType::kNumber;
  return {.code = ProblemCode::kWrongType,
          .message = absl::StrCat(AbslView(where), ": expected ", NameOf(expected), ", found ", NameOf(found),
                                  is_fraction ? " with a point or exponent" : "")};
}

std::optional<Problem> DecodeNodeId(JsonValue& value, Status& status) {
  if (value.integer.has_value() && *value.integer >= std::numeric_limits<int32_t>::min() &&
      *value.integer <= std::numeric_limits<int32_t>::max()) {
    status.node_id = static_cast<int32_t>(*value.integer);
    return std::nullopt;
  }
  const std::string digits = value.digits != nullptr ? *value.digits : absl::StrCat(value.integer.value_or(0));
  return Problem{
      .code = ProblemCode::kNodeIdOutOfRange,
      .message = absl::StrCat("node_id: ", ForMessage(digits, kMaxDigits), " is not within -2147483648 to 2147483647")};
}

std::optional<Problem> DecodeLease(JsonValue& value, Status& status) {
  status.lease.reset();
  if (value.type == JsonType::kNull) return std::nullopt;
  if (value.number > 0 && value.number <= static_cast<double>(kMaxLeaseSeconds)) {
    status.lease = LeaseOf(value.number);
    return std::nullopt;
  }
  return Problem{
      .code = ProblemCode::kWrongType,
      .message = absl::StrCat("lease_s: expected seconds above 0 and at most ", kMaxLeaseSeconds, " (10 years), found ",
                              value.number < kClamped ? absl::StrCat(value.number) : "more")};
}

Json EncodeLease(const Status& status) {
  if (!status.lease.has_value()) return Json(Json::value_t::discarded);
  const int64_t micros = absl::ToInt64Microseconds(*status.lease);
  if (micros % kMicrosPerSecond == 0) return micros / kMicrosPerSecond;
  return static_cast<double>(micros) / static_cast<double>(kMicrosPerSecond);
}

std::optional<Problem> DecodeCoprocessors(JsonValue& /*value*/, Status& /*status*/) { return std::nullopt; }

Json EncodeCoprocessors(const Status& status) {
  Json::object_t object;
  object.reserve(status.coprocessors.size());
  for (const Coprocessor& coprocessor : status.coprocessors) {
    object.Container::emplace_back(coprocessor.name, EncodeFields(kCoprocessorFields, coprocessor));
  }
  return object;
}

bool DecodedFields::IsOfType(JsonType found, FieldType expected) {
  switch (expected) {
    case FieldType::kInteger:
      return found == JsonType::kInteger;
    case FieldType::kNumber:
      return found == JsonType::kInteger || found == JsonType::kNumber;
    case FieldType::kText:
      return found == JsonType::kText;
    case FieldType::kTexts:
      return found == JsonType::kList;
    case FieldType::kObject:
      return found == JsonType::kObject;
  }
  return false;
}

void DecodedFields::ForgetProblems(size_t field) {
  std::erase_if(problems_, [field](const auto& entry) { return entry.first == field; });
}

const Problem* DecodedFields::FindProblem(size_t field) const {
  for (const auto& [of_field, problem] : problems_) {
    if (of_field == field) return &problem;
  }
  return nullptr;
}

}  // namespace rollcall::topic
