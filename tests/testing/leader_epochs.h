// SPDX-License-Identifier: Apache-2.0
// The leader epochs of a log, as Kafka's brokers keep them (KIP-101, KIP-320): each election begins an epoch, and what
// is written after it belongs to that epoch. Compaction changes nothing in them.
#pragma once

#include <cstdint>
#include <vector>

namespace rollcall::testing {

class LeaderEpochs {
 public:
  // Begins the next epoch with a leader whose log ends at `end`. `end` >= 0. What the log had from there on is lost.
  void Elect(int64_t end);

  int32_t current() const { return epochs_.back().number; }
  // The epoch that `offset` belongs to.
  int32_t Of(int64_t offset) const;
  // Where the log leaves `epoch` for a later one; `log_end` if it has not. This is a leader's answer to
  // OffsetForLeaderEpoch: a reader whose position is above it has read something that the log has no more.
  int64_t EndOf(int32_t epoch, int64_t log_end) const;

 private:
  struct Epoch {
    int32_t number;
    int64_t start;
  };
  std::vector<Epoch> epochs_ = {{0, 0}};  // both numbers ascend
};

}  // namespace rollcall::testing
