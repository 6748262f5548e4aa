// SPDX-License-Identifier: Apache-2.0
// A topic and the feed that reads it, in one object. A record that is put here is in the store at once, or after
// Commit() if it was read by Read(). For tests of the engine. FedStore is simpler: it cannot rebuild its index, lose
// records or commit several records at once, but it can start as not ready.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/state/index.h"
#include "server/state/key_table.h"
#include "server/state/store.h"

namespace rollcall::testing {

inline const Instant kStart(absl::FromUnixSeconds(1'700'000'000));

// The value of a node that is up and runs a coprocessor of each of these names, which reads the topic "t-NAME".
std::string UpValue(int32_t node_id, const std::vector<std::string>& names = {});

class FakeFeed {
 public:
  explicit FakeFeed(state::IndexLimits limits = {});

  // Each appends one record, commits it and returns its offset. No value: a tombstone.
  int64_t Put(std::string_view key, std::optional<std::string_view> value);
  int64_t PutUp(int32_t node_id, const std::vector<std::string>& names = {});  // binary key
  int64_t Delete(int32_t node_id);

  // Appends one record, which the store shows after Commit().
  void Read(std::string_view key, std::optional<std::string_view> value);
  // Leaves a gap of so many offsets in the log, which counts as read after Commit().
  void Skip(int64_t offsets);
  void Commit();

  // Replaces the index by an empty one, as after a rebuild from a log that has lost all its records.
  void Rebuild(state::ExactFrom exact_from = {});
  // Replaces the index by one that has read the same records in one batch.
  void Replay(state::ExactFrom exact_from = {}, state::History history = state::History::kOther);
  // Removes the records that were replaced. The index does not change.
  void Compact();

  // Loses the records from `offset` on, and rebuilds the index from the remaining ones. `offset`: 0 to next_offset().
  void LoseTail(int64_t offset);

  void SetSource(v1::SourceState state, Instant as_of);
  // Another process goes on with the same records. Shown as MarkUntrusted is.
  void SetClockId(uint64_t id) { source_.clock_id = id; }
  void SetTopicId(const std::string& id) { source_.topic_id = id; }
  // The topic turned out to be a different one: the records above `revision` may belong to either. Shown by the next
  // SetSource() or replacement of the index.
  void MarkUntrusted(int64_t revision);
  int64_t next_offset() const { return next_offset_; }
  state::Store& store() { return store_; }
  const state::Store& store() const { return store_; }

 private:
  struct LogRecord {
    int64_t offset;
    std::string key;
    std::optional<std::string> value;
  };
  void Apply(const LogRecord& record);

  const state::IndexLimits limits_;
  std::vector<LogRecord> log_;
  int64_t next_offset_ = 0;
  state::KeyTable table_;
  state::Store store_;
  state::SourceStatus source_;
};

}  // namespace rollcall::testing
