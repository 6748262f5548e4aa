// SPDX-License-Identifier: Apache-2.0
// Numbers that are passed to a test in environment variables.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>

#include "absl/strings/numbers.h"

namespace rollcall::testing {

// Returns `default_value` if the variable is not set. Fails the test if it is set to something other than a number.
inline uint64_t FromEnvironment(const char* name, uint64_t default_value) {
  const char* text = std::getenv(name);
  uint64_t number = default_value;
  if (text != nullptr && !absl::SimpleAtoi(text, &number)) ADD_FAILURE() << name << " is not a number: " << text;
  return number;
}

}  // namespace rollcall::testing
