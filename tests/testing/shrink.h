// SPDX-License-Identifier: Apache-2.0
// Makes a failing history short enough to be read.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace rollcall::testing {

// Returns the steps of a failing history that are needed to break the same guarantee; without any one of them it would
// hold. `run` runs only the given ones of the steps 0 to `step_count` - 1, and returns what went wrong, after the name
// of the broken guarantee and a colon; empty if nothing did. The history must fail. Delta debugging (Zeller,
// Hildebrandt: Simplifying and isolating failure-inducing input, 2002).
std::vector<int> Shrink(int step_count, const std::function<std::string(const std::vector<int>&)>& run);

// Describes what the shrunk history of this seed does and how it fails, one line for each step. AnyHistory is made from
// a seed and options, and has RunOnly, Run, Trace and trace, like History.
template <typename AnyHistory, typename Options>
std::string Explain(uint64_t seed, const Options& options) {
  AnyHistory history(seed, options);
  history.RunOnly(Shrink(options.steps, [&](const std::vector<int>& steps) {
    AnyHistory shorter(seed, options);
    shorter.RunOnly(steps);
    return shorter.Run();
  }));
  history.Trace();
  const std::string failure = history.Run();
  return absl::StrCat(absl::StrJoin(history.trace(), "\n"), "\n", failure);
}

}  // namespace rollcall::testing
