// SPDX-License-Identifier: Apache-2.0
// Where the log stands, as the newest fetch showed it.
#pragma once

#include <cstdint>
#include <optional>

namespace rollcall::feed {

struct LogBounds {
  int64_t start = 0;           // no record stands below it
  std::optional<int64_t> end;  // of open transactions too; nullopt: nothing was fetched yet
};

}  // namespace rollcall::feed
