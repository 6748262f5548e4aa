// SPDX-License-Identifier: Apache-2.0
// Where the log starts and ends, as the newest fetch showed it.
#pragma once

#include <cstdint>
#include <optional>

namespace rollcall::feed {

struct LogBounds {
  int64_t start = 0;           // there is no record below it
  std::optional<int64_t> end;  // records of open transactions are below it too; nullopt: nothing was fetched yet
  int32_t broker = -1;         // the one that answered the fetch; -1: it is not known
};

}  // namespace rollcall::feed
