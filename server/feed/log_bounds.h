// SPDX-License-Identifier: Apache-2.0
// Where the log starts and ends, as the newest fetch showed it. An answer that has an error shows nothing.
#pragma once

#include <cstdint>
#include <optional>

namespace rollcall::feed {

struct LogBounds {
  int64_t start = 0;  // there is no record below it
  // Records of open transactions are below it too. nullopt: nothing was fetched yet.
  std::optional<int64_t> end = std::nullopt;
  uint64_t fetches = 0;  // how many were answered by now
  int32_t broker = -1;   // the one that answered the newest fetch; -1: it is not known
};

}  // namespace rollcall::feed
