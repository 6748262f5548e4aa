// SPDX-License-Identifier: Apache-2.0
// A compacted topic in memory, as its leader has it, with everything that Kafka does to such a topic: gaps, compaction,
// tombstones that expire, transactions, elections, and a tail that is lost and written again. It also keeps every
// record ever written, as the truth that tests compare with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"
#include "tests/testing/leader_epochs.h"
#include "tests/testing/random.h"
#include "topic/record/record.h"

namespace rollcall::testing {

// What the author of a value means by it.
struct Meaning {
  std::optional<int32_t> node_id;  // the id that the value names
  std::string status;
  std::vector<v1::Coprocessor> coprocessors;  // without node_id, ordered by name
  int lease_s = 0;                            // 0 for none
  std::string reason;
  v1::Problem::Code problem = v1::Problem::CODE_UNSPECIFIED;  // of the value alone, whatever its key
};

struct ModelRecord {
  int64_t offset = 0;
  int64_t timestamp_ms = 0;
  absl::Time acknowledged_at;
  std::optional<std::string> key;
  std::optional<std::string> value;
  Meaning meaning;
  std::optional<absl::Time> droppable_at;  // for a tombstone, set when no older record of its key is left

  topic::RecordView View() const;
};

class TopicModel {
 public:
  explicit TopicModel(absl::Duration delete_retention) : delete_retention_(delete_retention), histories_(1) {}

  // Sets the record's offset and times. Returns the offset.
  int64_t Append(ModelRecord record, absl::Time now);
  // The same for a record of the open transaction, which begins with its first record.
  int64_t AppendToTransaction(ModelRecord record, absl::Time now);
  bool IsTransactionOpen() const { return !undecided_.empty(); }
  // Ends the open transaction, and adds its marker. Its records have never existed if it is aborted.
  void EndTransaction(bool is_committed);
  // Adds an offset without a record, such as a transaction's marker.
  void AppendMarker() { ++end_; }
  // Drops a random part of the records that Kafka may drop now.
  void Compact(Random& random, absl::Time now);
  // A leader is elected that has all records.
  void BeginEpoch() { epochs_.Elect(end_); }
  // An unclean election: the new leader lacks the tail from `offset` on. `offset` >= 0.
  void LoseTail(int64_t offset, absl::Time now);
  // Deletes the topic and creates an empty one with the same name and another id.
  void Recreate();
  // Deletes the records below `offset`, as an operator's DeleteRecords does, but none of an open transaction.
  void DeleteBefore(int64_t offset);

  // The first record at `offset` or later that no open transaction holds back; null if there is none.
  const ModelRecord* FirstFrom(int64_t offset) const;
  int64_t start() const { return start_; }
  int64_t end() const { return end_; }
  // What no open transaction holds back is below it.
  int64_t last_stable() const { return undecided_.empty() ? end_ : undecided_.front(); }
  const LeaderEpochs& epochs() const { return epochs_; }
  const std::string& id() const { return id_; }
  absl::Duration delete_retention() const { return delete_retention_; }
  // How many times records have been lost or deleted, or the topic was recreated.
  size_t generation() const { return histories_.size() - 1; }
  // All records written until the generation ended, without those lost in earlier ones. `generation` <= generation().
  const std::vector<ModelRecord>& History(size_t generation) const;

 private:
  bool MayDrop(size_t position, absl::Time now);
  std::vector<ModelRecord>::const_iterator Find(int64_t offset) const;

  const absl::Duration delete_retention_;
  std::string id_ = "topic-0";
  std::vector<ModelRecord> log_;
  int64_t start_ = 0;
  int64_t end_ = 0;
  LeaderEpochs epochs_;
  std::vector<int64_t> undecided_;  // the offsets of the open transaction's records, ascending
  absl::Time compactable_at_ = absl::InfinitePast();
  std::vector<std::vector<ModelRecord>> histories_;  // by generation
};

}  // namespace rollcall::testing
