// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/leader_epochs.h"

#include <algorithm>
#include <iterator>

#include "base/check.h"

namespace rollcall::testing {

void LeaderEpochs::Elect(int64_t end) {
  CHECK_GE(end, 0);
  const int32_t next = current() + 1;
  std::erase_if(epochs_, [&](const Epoch& epoch) { return epoch.start >= end; });
  epochs_.push_back({next, end});
}

int32_t LeaderEpochs::Of(int64_t offset) const {
  const auto later = std::find_if(epochs_.begin(), epochs_.end(), [&](const Epoch& e) { return e.start > offset; });
  return later == epochs_.begin() ? later->number : std::prev(later)->number;
}

int64_t LeaderEpochs::EndOf(int32_t epoch, int64_t log_end) const {
  const auto later = std::find_if(epochs_.begin(), epochs_.end(), [&](const Epoch& e) { return e.number > epoch; });
  return later == epochs_.end() ? log_end : later->start;
}

}  // namespace rollcall::testing
