// SPDX-License-Identifier: Apache-2.0
// The JSON of a record's value, both ways.
//
// Format: {"node_id":5,"status":"up","coprocessors":{"name_a":{"input_topics":["foo"],"description":"…"}}};
// docs/topic.md has every field and rule. Thread-safe; no function here throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "topic/record/status.h"

namespace rollcall::topic {

// Why a record cannot be used. The names are those of rollcall.v1.Problem.Code.
enum class ProblemCode { kBadJson, kWrongType, kNodeIdOutOfRange, kKeyMismatch, kBadKey, kTooLarge };

struct Problem {
  ProblemCode code = ProblemCode::kBadJson;
  std::string
      message;  // for a person; well-formed UTF-8, at most about 300 bytes: says which field and what was found there
  bool operator==(const Problem&) const = default;
};

// What a value says. Where it cannot be used, node_id is still set if the JSON as a whole parsed and has a usable one:
// it tells which node an ambiguous key meant.
struct DecodedValue {
  std::optional<int32_t> node_id;
  std::variant<Status, Problem> content;
};

// Reads any bytes, of any size and nesting, in time and memory linear in their number. Ill-formed UTF-8 inside strings
// and lone surrogate escapes become U+FFFD; numbers too large for a double are JSON all the same. Of duplicate fields
// or names the last counts, also for whether the value can be used. A node that is "down" runs nothing, whatever its
// value lists. The largest value is not judged here (see reading.h).
DecodedValue DecodeValue(std::string_view value);

// One line of JSON in the topic's form, fields in the order node_id, status, coprocessors, lease_s, instance; optional
// fields only where they are set. DecodeValue(EncodeValue(s)) gives s back for every s whose texts are well-formed
// UTF-8, whose lease is whole microseconds up to 10 years, and that runs nothing where it is "down".
std::string EncodeValue(const Status& status);

}  // namespace rollcall::topic
