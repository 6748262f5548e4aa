// SPDX-License-Identifier: Apache-2.0
// Numbers that a person gives to a test by an environment variable.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>

#include "absl/strings/numbers.h"

namespace rollcall::testing {

// `otherwise` where the variable is not set; a failure where it is no number.
inline uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  uint64_t number = otherwise;
  if (text != nullptr && !absl::SimpleAtoi(text, &number)) ADD_FAILURE() << name << " is no number: " << text;
  return number;
}

}  // namespace rollcall::testing
