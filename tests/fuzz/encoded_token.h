// SPDX-License-Identifier: Apache-2.0
// Builds tokens with a valid checksum from fuzz inputs.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace rollcall::fuzz {

// The numbers of a token, each from eight bytes of the input. Bytes that are left over are ignored.
inline std::vector<uint64_t> NumbersOf(std::string_view bytes) {
  std::vector<uint64_t> numbers(bytes.size() / sizeof(uint64_t));
  if (!numbers.empty()) std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(uint64_t));
  return numbers;
}

}  // namespace rollcall::fuzz
