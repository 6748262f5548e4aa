// SPDX-License-Identifier: Apache-2.0
// Parses a record's value into a Status that has not been checked as a whole yet. Internal to the codec.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "topic/record/status.h"
#include "topic/record/status_fields.h"

namespace rollcall::topic {

struct ParsedCoprocessor {
  JsonType type = JsonType::kNothing;
  Coprocessor coprocessor;
  DecodedFields fields;
};

struct ParsedStatus {
  JsonType type = JsonType::kNothing;  // of the value as a whole
  Status status;                       // its coprocessors are below
  DecodedFields fields;
  std::vector<ParsedCoprocessor> coprocessors;  // in the order written, duplicates included
};

// Fills `parsed` from any bytes, in time and memory linear in their number. Returns what is wrong with the JSON as
// such, nullopt if it is JSON.
std::optional<std::string> ParseStatus(std::string_view value, ParsedStatus& parsed);

}  // namespace rollcall::topic
