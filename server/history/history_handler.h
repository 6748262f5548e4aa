// SPDX-License-Identifier: Apache-2.0
// Answers ListChanges: reads the log up to the state that is shown, and composes the response. Thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/deadline.h"
#include "rollcall/instant.h"
#include "server/history/changes_query.h"
#include "server/history/history_reading.h"
#include "server/history/log.h"
#include "server/state/store.h"

namespace rollcall::history {

struct HistoryLimits {
  size_t max_bytes = 256 << 20;                    // of memory for one reading
  absl::Duration read_within = absl::Seconds(60);  // one reading
  size_t max_waiting = 16;                         // calls that wait for their turn
};

class HistoryHandler {
 public:
  // Borrows both.
  HistoryHandler(const state::Store& store, Log& log, HistoryLimits limits)
      : store_(store), log_(log), limits_(limits) {}

  // Returns an encoded ListChangesResponse. Blocks while it reads. `clock` gives the time of the answer. Errors: those
  // of a server that is not ready; HISTORY_NOT_READ, HISTORY_TOO_LARGE; CANCELLED soon after `is_wanted` is false.
  absl::StatusOr<std::string> Handle(const ChangesQuery& query, const std::function<Instant()>& clock,
                                     const std::function<bool()>& is_wanted) const;

 private:
  absl::Status Read(const state::Snapshot& snapshot, const ChangesQuery& query, const std::function<bool()>& is_wanted,
                    HistoryReading& reading) const;

  const state::Store& store_;
  Log& log_;
  const HistoryLimits limits_;
};

}  // namespace rollcall::history
