// SPDX-License-Identifier: Apache-2.0
// Inputs that get past a token's check sum.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace rollcall::fuzz {

// The numbers of a token, eight bytes of the input each; what is left over counts for nothing.
inline std::vector<uint64_t> NumbersOf(std::string_view bytes) {
  std::vector<uint64_t> numbers(bytes.size() / sizeof(uint64_t));
  if (!numbers.empty()) std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(uint64_t));
  return numbers;
}

}  // namespace rollcall::fuzz
