// SPDX-License-Identifier: Apache-2.0
// The JSON of a record's value, in both directions.
//
// Format: {"node_id":5,"status":"up","coprocessors":{"name_a":{"input_topics":["foo"],"description":"…"}}};
// docs/topic.md has every field and rule, status_fields.h the table of them. Thread-safe; no function here throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "topic/record/problem.h"
#include "topic/record/status.h"

namespace rollcall::topic {

// What a value says. If the value cannot be used, node_id is still set as long as the value is JSON and has a usable
// node_id: it says which node an ambiguous key means.
struct DecodedValue {
  std::optional<int32_t> node_id;
  std::variant<Status, Problem> content;
};

// Decodes any bytes, of any size and nesting, in time and memory linear in their number. Ill-formed UTF-8 inside
// strings and lone surrogate escapes become U+FFFD. Numbers too large for a double are valid JSON. Of duplicate fields
// or names the last counts, also for whether the value can be used. A node that is "down" runs nothing, whatever its
// value lists. The size of the value is not limited here (see record_decoder.h).
DecodedValue DecodeValue(std::string_view value);

// One line of JSON in the topic's form, with the fields in the order node_id, status, coprocessors, lease_s, instance,
// reason; optional fields only if they are set. DecodeValue(EncodeValue(s)) returns s for every s whose texts are
// well-formed UTF-8, whose lease is whole microseconds up to 10 years, and which has no coprocessors if it is "down".
std::string EncodeValue(const Status& status);

}  // namespace rollcall::topic
