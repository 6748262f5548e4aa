// SPDX-License-Identifier: Apache-2.0
#include "topic/record/status_fields.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/absl_view.h"
#include "topic/record/well_formed.h"

namespace rollcall::topic {
namespace {

constexpr size_t kMaxDigits = 40;  // of a number inside a message
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

// The digits of a JSON number without its exponent, and without the zeros before and after them. Empty for zero.
std::string SignificantDigits(std::string_view number) {
  std::string digits;
  for (const char c : number.substr(0, number.find_first_of("eE"))) {
    const bool is_leading_zero = digits.empty() && c == '0';
    if (absl::ascii_isdigit(static_cast<unsigned char>(c)) && !is_leading_zero) digits.push_back(c);
  }
  digits.erase(digits.find_last_not_of('0') + 1);
  return digits;
}

// The number that is written decides, not the double next to it: that is 0 for 1e-394, and the limit itself for a
// number a little above it.
bool IsLease(const JsonValue& value) {
  if (value.integer.has_value()) return *value.integer > 0 && *value.integer <= kMaxLeaseSeconds;
  CHECK(value.digits != nullptr);
  const std::string digits = SignificantDigits(*value.digits);
  constexpr auto kMax = static_cast<double>(kMaxLeaseSeconds);
  if (digits.empty() || value.digits->front() == '-' || value.number > kMax) return false;
  // So near to each other, the numbers differ in their digits alone.
  return value.number < kMax || digits <= SignificantDigits(absl::StrCat(kMaxLeaseSeconds));
}

std::string FoundLease(const JsonValue& value) {
  if (value.integer.has_value()) return absl::StrCat(*value.integer);
  if (std::abs(value.number) >= kClamped) return value.number > 0 ? "more" : "less";
  return ForMessage(*value.digits, kMaxDigits);
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
  if (IsLease(value)) {
    status.lease = LeaseOf(value.number);
    return std::nullopt;
  }
  return Problem{.code = ProblemCode::kWrongType,
                 .message = absl::StrCat("lease_s: expected seconds above 0 and at most ", kMaxLeaseSeconds,
                                         " (10 years), found ", FoundLease(value))};
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
