// SPDX-License-Identifier: Apache-2.0
// Makes a failing history short enough to be read.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/testing/history.h"

namespace rollcall::testing {

// Returns the steps of a failing history that are needed to break the same guarantee; without any one of them it would
// hold. `run` runs only the given ones of the steps 0 to `step_count` - 1, and returns what went wrong, after the name
// of the broken guarantee and a colon; empty if nothing did. The history must fail. Delta debugging (Zeller,
// Hildebrandt: Simplifying and isolating failure-inducing input, 2002).
std::vector<int> Shrink(int step_count, const std::function<std::string(const std::vector<int>&)>& run);

// Describes what the shrunk history does and how it fails, one line for each step.
std::string Explain(uint64_t seed, const HistoryOptions& options);

}  // namespace rollcall::testing
