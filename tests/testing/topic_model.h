// SPDX-License-Identifier: Apache-2.0
// A compacted topic in memory, with everything that Kafka does to such a topic: gaps, compaction, tombstones that
// expire, and a tail that is lost and written again. It also keeps every record ever written, as the truth that tests
// compare with.
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

// What the author of a value means by it.
struct Meaning {
  std::optional<int32_t> node_id;  // the id that the value names
  std::string status;
  std::vector<v1::Coprocessor> coprocessors;                  // without node_id, ordered by name
  v1::Problem::Code problem = v1::Problem::CODE_UNSPECIFIED;  // of the value alone, whatever its key
};

struct ModelRecord {
  int64_t offset = 0;
  int64_t timestamp_ms = 0;
  std::optional<std::string> key;
  std::optional<std::string> value;
  Meaning meaning;
  std::optional<absl::Time> droppable_at;  // for a tombstone, set when no older record of its key is left

  topic::RecordView View() const;
};

class TopicModel {
 public:
  explicit TopicModel(absl::Duration delete_retention) : delete_retention_(delete_retention), histories_(1) {}

  // Sets the record's offset and timestamp. Returns the offset.
  int64_t Append(ModelRecord record, absl::Time now);
  // Adds an offset without a record, such as a transaction's marker.
  void AppendMarker() { ++end_; }
  // Drops a random part of the records that Kafka may drop now.
  void Compact(Random& random, absl::Time now);
  // Loses the tail from `offset` on, as after an unclean leader election. `offset` >= 0.
  void LoseTail(int64_t offset, absl::Time now);
  // Deletes the topic and creates an empty one with the same name and another id.
  void Recreate();
  // Deletes the records below `offset`, as an operator's DeleteRecords does.
  void DeleteBefore(int64_t offset);

  // The first record at `offset` or later; null if there is none.
  const ModelRecord* FirstFrom(int64_t offset) const;
  int64_t start() const { return start_; }
  int64_t end() const { return end_; }
  const std::string& id() const { return id_; }
  absl::Duration delete_retention() const { return delete_retention_; }
  // How many times records have been lost or deleted, or the topic was recreated.
  size_t generation() const { return histories_.size() - 1; }
  // All records written until the generation ended, without those lost in earlier ones. `generation` <= generation().
  const std::vector<ModelRecord>& History(size_t generation) const;

 private:
  bool MayDrop(size_t position, absl::Time now);

  const absl::Duration delete_retention_;
  std::string id_ = "topic-0";
  std::vector<ModelRecord> log_;
  int64_t start_ = 0;
  int64_t end_ = 0;
  absl::Time compactable_at_ = absl::InfinitePast();
  std::vector<std::vector<ModelRecord>> histories_;  // by generation
};

}  // namespace rollcall::testing
