// SPDX-License-Identifier: Apache-2.0
// The fields of a record's value: the name and type of each, and how it is decoded into a Status and encoded from it.
// Internal to the codec.
//
// A new field is a member of Status or Coprocessor (status.h) and a line in kNodeFields or kCoprocessorFields below. A
// field whose values have rules of their own also has functions of its own, like lease_s.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "topic/record/problem.h"
#include "topic/record/status.h"

namespace rollcall::topic {

using Json = nlohmann::ordered_json;

enum class JsonType : uint8_t { kNothing, kNull, kBoolean, kInteger, kNumber, kText, kList, kObject };

// A value as the parser reports it: a scalar, or a list or object without its content.
struct JsonValue {
  JsonType type;
  std::optional<int64_t> integer = std::nullopt;  // nullopt for an integer beyond 64 bits
  double number = 0;                              // for kInteger and kNumber
  std::string* text = nullptr;                    // for kText; may be moved from
  const std::string* digits = nullptr;            // for a number without `integer`, as it is written
};

enum class FieldType : uint8_t { kInteger, kNumber, kText, kTexts, kObject };

// An optional field may be missing or null.
enum class Presence : uint8_t { kRequired, kOptional };

template <typename Owner>
struct Field {
  std::string_view name;
  FieldType type;
  Presence presence;
  // Stores a value of the field's type, or null for an optional field, in the place of an earlier one. Returns what is
  // wrong with it. A list of texts arrives as the list itself, then as one text after the other.
  std::optional<Problem> (*decode)(JsonValue& value, Owner& owner);
  // Returns a discarded value if the field is left out.
  Json (*encode)(const Owner& owner);
};

template <auto Member, typename Owner>
std::optional<Problem> DecodeText(JsonValue& value, Owner& owner) {
  owner.*Member = value.type == JsonType::kText ? std::move(*value.text) : std::string();
  return std::nullopt;
}

template <auto Member, typename Owner>
std::optional<Problem> DecodeTexts(JsonValue& value, Owner& owner) {
  if (value.type == JsonType::kText) {
    (owner.*Member).push_back(std::move(*value.text));
  } else {
    (owner.*Member).clear();
  }
  return std::nullopt;
}

template <auto Member, typename Owner>
Json Encode(const Owner& owner) {
  return owner.*Member;
}

template <auto Member, typename Owner>
Json EncodeUnlessEmpty(const Owner& owner) {
  return (owner.*Member).empty() ? Json(Json::value_t::discarded) : Json(owner.*Member);
}

std::optional<Problem> DecodeNodeId(JsonValue& value, Status& status);
// Seconds above 0 and at most 10 years by the number that is written, however it is written; kept as whole
// microseconds, at least one.
std::optional<Problem> DecodeLease(JsonValue& value, Status& status);
Json EncodeLease(const Status& status);
// Does nothing: the parser reads each coprocessor by itself.
std::optional<Problem> DecodeCoprocessors(JsonValue& value, Status& status);
Json EncodeCoprocessors(const Status& status);

// Both tables are in the order in which problems are reported and fields are encoded.
inline constexpr Field<Status> kNodeFields[] = {
    {"node_id", FieldType::kInteger, Presence::kRequired, &DecodeNodeId, &Encode<&Status::node_id>},
    {"status", FieldType::kText, Presence::kRequired, &DecodeText<&Status::status>, &Encode<&Status::status>},
    {"coprocessors", FieldType::kObject, Presence::kRequired, &DecodeCoprocessors, &EncodeCoprocessors},
    {"lease_s", FieldType::kNumber, Presence::kOptional, &DecodeLease, &EncodeLease},
    {"instance", FieldType::kText, Presence::kOptional, &DecodeText<&Status::instance>,
     &EncodeUnlessEmpty<&Status::instance>},
    {"reason", FieldType::kText, Presence::kOptional, &DecodeText<&Status::reason>,
     &EncodeUnlessEmpty<&Status::reason>},
};
inline constexpr Field<Coprocessor> kCoprocessorFields[] = {
    {"input_topics", FieldType::kTexts, Presence::kRequired, &DecodeTexts<&Coprocessor::input_topics>,
     &Encode<&Coprocessor::input_topics>},
    {"description", FieldType::kText, Presence::kOptional, &DecodeText<&Coprocessor::description>,
     &Encode<&Coprocessor::description>},
    {"state", FieldType::kText, Presence::kOptional, &DecodeText<&Coprocessor::state>,
     &EncodeUnlessEmpty<&Coprocessor::state>},
};

// The field's index in its table; the table's size if it has no such field.
template <typename Owner, size_t N>
constexpr size_t FindField(const Field<Owner> (&fields)[N], std::string_view name) {
  size_t field = 0;
  while (field < N && fields[field].name != name) ++field;
  return field;
}

inline constexpr size_t kNodeIdField = FindField(kNodeFields, "node_id");
inline constexpr size_t kCoprocessorsField = FindField(kNodeFields, "coprocessors");
static_assert(kNodeIdField < std::size(kNodeFields) && kCoprocessorsField < std::size(kNodeFields));

// "`where`: expected `expected`, found …".
Problem WrongType(std::string_view where, FieldType expected, JsonType found);

// What has been decoded of one object: which of its fields are there, and what is wrong with some of them.
class DecodedFields {
 public:
  // Decodes a value of the field. Of duplicates the last counts, whatever the ones before held.
  template <typename Owner, size_t N>
  void Decode(const Field<Owner> (&fields)[N], size_t field, JsonValue& value, Owner& owner) {
    static_assert(N <= 32);
    DCHECK_LT(field, N);
    Begin(field, value.type);
    const bool is_absent = value.type == JsonType::kNull && fields[field].presence == Presence::kOptional;
    if (!is_absent && !IsOfType(value.type, fields[field].type)) {
      return AddProblem(field, WrongType(fields[field].name, fields[field].type, value.type));
    }
    if (std::optional<Problem> problem = fields[field].decode(value, owner)) AddProblem(field, *std::move(problem));
  }

  // The first problem of a field since its last Decode counts.
  void AddProblem(size_t field, Problem problem) { problems_.emplace_back(field, std::move(problem)); }
  bool HasProblem(size_t field) const { return FindProblem(field) != nullptr; }
  bool IsUsable(size_t field) const { return IsPresent(field) && !HasProblem(field); }

  // In the order of the table, so that every reader names the same one.
  template <typename Owner, size_t N>
  std::optional<Problem> FirstProblem(const Field<Owner> (&fields)[N]) const {
    for (size_t field = 0; field < N; ++field) {
      if (const Problem* problem = FindProblem(field)) return *problem;
      if (fields[field].presence == Presence::kRequired && !IsPresent(field)) {
        return WrongType(fields[field].name, fields[field].type, JsonType::kNothing);
      }
    }
    return std::nullopt;
  }

 private:
  static bool IsOfType(JsonType found, FieldType expected);
  void Begin(size_t field, JsonType type) {
    present_ |= uint32_t{type != JsonType::kNull} << field;
    if (!problems_.empty()) ForgetProblems(field);
  }
  void ForgetProblems(size_t field);
  const Problem* FindProblem(size_t field) const;
  bool IsPresent(size_t field) const { return (present_ >> field & 1) != 0; }

  uint32_t present_ = 0;  // a bit for each field
  std::vector<std::pair<size_t, Problem>> problems_;
};

// The fields of `owner` as a JSON object.
template <typename Owner, size_t N>
Json EncodeFields(const Field<Owner> (&fields)[N], const Owner& owner) {
  // Filled by (name, value) pairs and not by [] as ordered_json looks names up one by one.
  Json::object_t object;
  object.reserve(N);
  for (const Field<Owner>& field : fields) {
    Json value = field.encode(owner);
    if (!value.is_discarded()) object.Container::emplace_back(std::string(field.name), std::move(value));
  }
  return object;
}

}  // namespace rollcall::topic
