// SPDX-License-Identifier: Apache-2.0
// Answers ListChanges: reads the log up to the state that is shown, and composes the response. Thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
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
  size_t newest_bytes = 8 << 20;                   // of records that are decoded first; all are if that fills no page
  absl::Duration read_within = absl::Seconds(60);  // all readings for one answer
  size_t max_waiting = 16;                         // calls that wait for their turn
};

class HistoryHandler {
 public:
  // Borrows both.
  HistoryHandler(const state::Store& store, Log& log, HistoryLimits limits)
      : store_(store), log_(log), limits_(limits) {}

  // Returns an encoded ListChangesResponse. Blocks while it reads, but ends before `time_left` is over, which may be
  // infinite. `clock` gives the time of the answer. Errors: those of a server that is not ready; HISTORY_NOT_READ,
  // HISTORY_TOO_LARGE; CANCELLED soon after `is_wanted` is false.
  absl::StatusOr<std::string> Handle(const ChangesQuery& query, absl::Duration time_left,
                                     const std::function<Instant()>& clock,
                                     const std::function<bool()>& is_wanted) const;

 private:
  // Returns what the log tells up to the snapshot, which is shown.
  absl::StatusOr<std::unique_ptr<HistoryReading>> Read(const state::Snapshot& snapshot, const ChangesQuery& query,
                                                       const Deadline& deadline, const std::function<bool()>& is_wanted,
                                                       std::optional<size_t> newest_bytes) const;
  // The same, by the cheaper reading if that is enough.
  absl::StatusOr<std::unique_ptr<HistoryReading>> ReadPage(const state::Snapshot& snapshot, const ChangesQuery& query,
                                                           const Deadline& deadline,
                                                           const std::function<bool()>& is_wanted) const;

  const state::Store& store_;
  Log& log_;
  const HistoryLimits limits_;
};

}  // namespace rollcall::history
