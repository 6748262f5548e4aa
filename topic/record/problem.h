// SPDX-License-Identifier: Apache-2.0
// Why a record of the status topic cannot be used.
#pragma once

#include <string>

namespace rollcall::topic {

// The names are those of rollcall.v1.Problem.Code.
enum class ProblemCode { kBadJson, kWrongType, kNodeIdOutOfRange, kKeyMismatch, kBadKey, kTooLarge };

struct Problem {
  ProblemCode code = ProblemCode::kBadJson;
  // For a person: says which field is wrong and what was found there. Well-formed UTF-8, at most about 300 bytes.
  std::string message;
  bool operator==(const Problem&) const = default;
};

}  // namespace rollcall::topic
