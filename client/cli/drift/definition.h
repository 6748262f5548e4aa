// SPDX-License-Identifier: Apache-2.0
// What a node says about a coprocessor, in a form in which two nodes can be compared.
#pragma once

#include <array>
#include <compare>
#include <set>
#include <string>
#include <string_view>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

struct Definition {
  std::set<std::string> input_topics;  // a set: neither their order nor a repetition makes a difference
  std::string description;
  std::string state;  // the publisher's word for how it runs; empty if it gives none
  friend bool operator==(const Definition&, const Definition&) = default;
  friend std::strong_ordering operator<=>(const Definition&, const Definition&) = default;
};

enum class Field { kInputTopics, kDescription, kState };
inline constexpr std::array<Field, 3> kFields = {Field::kInputTopics, Field::kDescription, Field::kState};

Definition DefinitionOf(const v1::Coprocessor& coprocessor);

// For people, such as "input topics".
std::string_view FieldName(Field field);

// A definition with this field only. The others are empty.
Definition Only(Field field, const Definition& definition);

// The field's value for people, sanitized: "[a,b]", or a text in quotes. An empty text is "none".
std::string FieldText(Field field, const Definition& definition);

}  // namespace rollcall::cli
