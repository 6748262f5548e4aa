// SPDX-License-Identifier: Apache-2.0
// One reading of the log for one request: folds the records, and keeps the changes that were asked for. Not
// thread-safe; deterministic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "server/history/change_page.h"
#include "server/history/changes_query.h"
#include "server/history/history_fold.h"
#include "server/history/log.h"
#include "server/history/newest_records.h"
#include "server/state/store.h"

namespace rollcall::history {

class HistoryReading final : public LogSink {
 public:
  // Borrows the query. `max_bytes` is how much it may hold in memory. Of the records that are asked for, it decodes the
  // newest ones of `newest_bytes`, or all if that is not set: decoding takes most of the time, and few records fill
  // most pages.
  HistoryReading(const ChangesQuery& query, size_t max_bytes, std::optional<size_t> newest_bytes = std::nullopt);

  void OnStart(int64_t log_start) override;
  // HISTORY_TOO_LARGE.
  absl::Status OnRecord(const LogRecord& record) override;
  // The log was read up to `end`.
  void End(int64_t end);

  // After End:
  // Whether the page is what it would be if all records had been decoded. If not, only another reading can tell.
  bool IsPageWhole() const { return !has_skipped_ || page_.next_before_offset().has_value(); }
  const HistoryFold& fold() const { return fold_; }
  const ChangePage& page() const { return page_; }
  // Where the changes that the request asks for begin. A gap there counts as asked for: nobody knows how late its
  // records were.
  int64_t start_offset() const { return start_offset_; }

 private:
  bool IsAskedFor(const LogRecord& record);
  void Take(const LogRecord& record);
  void DecodeNewest();

  const ChangesQuery& query_;
  const size_t max_bytes_;
  const std::optional<size_t> newest_bytes_;
  HistoryFold fold_;
  ChangePage page_;
  NewestRecords newest_;      // asked for, and not in the fold yet
  bool has_skipped_ = false;  // records that were asked for are not decoded
  bool is_late_enough_;       // a record was found that is not before query_.since
  int64_t start_offset_ = 0;
};

// Checks that the fold leads to the state at `snapshot`'s revision, which must be where it ended: what it read is then
// the history of what is shown. `store` knows what has changed since. UNAVAILABLE if it does not: the log is another
// one, or was truncated.
absl::Status CheckLeadsTo(const state::Snapshot& snapshot, const HistoryFold& fold, const select::Filter& filter,
                          const state::Store& store);

}  // namespace rollcall::history
