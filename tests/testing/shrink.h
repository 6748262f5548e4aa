// SPDX-License-Identifier: Apache-2.0
// Makes a failing history short enough to be read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/testing/history.h"

namespace rollcall::testing {

// Returns the steps of a failing history that are needed to break the same guarantee; without any one of them it would
// hold. The history must fail. Delta debugging (Zeller, Hildebrandt: Simplifying and isolating failure-inducing input,
// 2002).
std::vector<int> Shrink(uint64_t seed, const HistoryOptions& options);

// Describes what the shrunk history does and how it fails, one line for each step.
std::string Explain(uint64_t seed, const HistoryOptions& options);

}  // namespace rollcall::testing
