// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/shrink.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "base/check.h"

namespace rollcall::testing {
namespace {

// The name of the broken guarantee, with which a failure begins; empty if the history does not fail.
std::string BrokenGuarantee(const std::string& failure) { return failure.substr(0, failure.find(':')); }

std::vector<int> Without(const std::vector<int>& steps, size_t begin, size_t count) {
  std::vector<int> rest(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(begin));
  rest.insert(rest.end(), steps.begin() + static_cast<std::ptrdiff_t>(std::min(begin + count, steps.size())),
              steps.end());
  return rest;
}

}  // namespace

std::vector<int> Shrink(int step_count, const std::function<std::string(const std::vector<int>&)>& run) {
  std::vector<int> steps(static_cast<size_t>(step_count));
  std::iota(steps.begin(), steps.end(), 0);
  const std::string broken = BrokenGuarantee(run(steps));
  CHECK(!broken.empty());
  for (size_t count = std::max<size_t>(steps.size() / 2, 1);;) {
    bool was_cut = false;
    for (size_t begin = 0; begin < steps.size();) {
      std::vector<int> fewer = Without(steps, begin, count);
      if (BrokenGuarantee(run(fewer)) != broken) {
        begin += count;
        continue;
      }
      steps = std::move(fewer);
      was_cut = true;
    }
    if (count == 1 && !was_cut) return steps;
    count = std::max<size_t>(count / 2, 1);
  }
}

}  // namespace rollcall::testing
