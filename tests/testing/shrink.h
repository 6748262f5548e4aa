// SPDX-License-Identifier: Apache-2.0
// Makes a failing history short enough to be read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/testing/history.h"

namespace rollcall::testing {

// Of the steps of a history that fails, those that it takes to break the same guarantee: none of them alone can be left
// out.
// Delta debugging (Zeller, Hildebrandt: Simplifying and isolating failure-inducing input, 2002).
std::vector<int> Shrink(uint64_t seed, const Habits& habits);

// What the shrunk history does and how it fails, a line a step.
std::string Explain(uint64_t seed, const Habits& habits);

}  // namespace rollcall::testing
