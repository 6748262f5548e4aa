// SPDX-License-Identifier: Apache-2.0
// What a value's JSON holds in the places that matter, before it is judged. Internal to the codec.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::topic {

// The JSON type that stands in a place.
enum class Found : uint8_t { kNothing, kNull, kBoolean, kInteger, kNumber, kText, kList, kObject };

struct RawText {
  Found found = Found::kNothing;
  std::string text;
};

struct RawInteger {
  Found found = Found::kNothing;
  std::optional<int64_t> value;  // nullopt for an integer beyond 64 bits
  std::string written;           // its digits, at most some dozens; only for integers out of int32
};

struct RawNumber {
  Found found = Found::kNothing;
  double value = 0;
};

struct RawTopics {
  Found found = Found::kNothing;
  std::vector<std::string> topics;
  std::optional<size_t> wrong_index;  // the first element that is no text
  Found wrong_found = Found::kNothing;
};

struct RawCoprocessor {
  std::string name;
  Found found = Found::kNothing;
  RawTopics input_topics;
  RawText description;
  RawText state;
};

struct RawStatus {
  Found root = Found::kNothing;
  RawInteger node_id;
  RawText status;
  Found coprocessors_found = Found::kNothing;
  std::vector<RawCoprocessor> coprocessors;  // in the order written, duplicates included
  RawNumber lease_s;
  RawText instance;
};

// Fills `raw` from any bytes. Returns what is wrong with the JSON as such, nullopt where it is JSON. Of duplicate
// fields only the last is kept, whatever the ones before held.
std::optional<std::string> ReadJson(std::string_view value, RawStatus& raw);

}  // namespace rollcall::topic
