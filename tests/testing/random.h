// SPDX-License-Identifier: Apache-2.0
// Deterministic random numbers, which are the same on every platform and compiler, so that a seed replays exactly.
//
// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

#include "base/check.h"

namespace rollcall::testing {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // A number from 0 to n - 1; n > 0.
  int Below(int n) {
    CHECK_GT(n, 0);
    return static_cast<int>(Next() % static_cast<uint64_t>(n));
  }
  bool Chance(int percent) { return Below(100) < percent; }
  // An element of a list that is not empty.
  template <typename List>
  auto& Pick(List& list) {
    return list[static_cast<std::size_t>(Below(static_cast<int>(std::size(list))))];
  }

 private:
  uint64_t state_;
};

}  // namespace rollcall::testing
