// SPDX-License-Identifier: Apache-2.0
// A compacted topic in memory, with everything that Kafka does to one: gaps, compaction, tombstones that expire, a tail
// that is lost and written anew. It also remembers all records that ever were, as the truth to compare with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"
#include "tests/testing/random.h"
#include "topic/record/record.h"

namespace rollcall::testing {

// What the author of a value meant by it.
struct Meaning {
  std::optional<int32_t> node_id;  // that the value names
  std::string status;
  std::vector<v1::Coprocessor> coprocessors;                  // without node_id, ordered by name
  v1::Problem::Code problem = v1::Problem::CODE_UNSPECIFIED;  // of the value by itself
};

struct ModelRecord {
  int64_t offset = 0;
  int64_t timestamp_ms = 0;
  std::optional<std::string> key;
  std::optional<std::string> value;
  Meaning meaning;
  std::optional<absl::Time> droppable_at;  // of a tombstone, once nothing older of its key is left

  topic::RecordView View() const;
};

class TopicModel {
 public:
  explicit TopicModel(absl::Duration delete_retention) : delete_retention_(delete_retention), histories_(1) {}

  int64_t Append(ModelRecord record, absl::Time now);
  // An offset without a record, such as a transaction's marker.
  void AppendMarker() { ++end_; }
  // Drops some of what Kafka may drop now.
  void Compact(Random& random, absl::Time now);
  // The tail from `offset` on is lost.
  void Truncate(int64_t offset, absl::Time now);
  // Somebody deletes the records below `offset`.
  void DeleteBefore(int64_t offset);

  // The first record that stands at `offset` or later; null: there is none.
  const ModelRecord* FirstFrom(int64_t offset) const;
  int64_t start() const { return start_; }
  int64_t end() const { return end_; }
  absl::Duration delete_retention() const { return delete_retention_; }
  // How often records were lost.
  size_t generation() const { return histories_.size() - 1; }
  // All records ever written up to a generation's end, but for those lost before.
  const std::vector<ModelRecord>& History(size_t generation) const { return histories_[generation]; }

 private:
  bool MayDrop(size_t position, absl::Time now);

  const absl::Duration delete_retention_;
  std::vector<ModelRecord> log_;
  int64_t start_ = 0;
  int64_t end_ = 0;
  absl::Time compactable_at_ = absl::InfinitePast();
  std::vector<std::vector<ModelRecord>> histories_;
};

}  // namespace rollcall::testing
