// SPDX-License-Identifier: Apache-2.0
// The selections that have work left to do, in turn. Each operation costs O(log n). Not thread-safe; deterministic.
#pragma once

#include <cstdint>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "base/check.h"

namespace rollcall::watch {

template <typename Selection>
class Backlog {
 public:
  bool empty() const { return by_turn_.empty(); }

  // Its turn comes after all others. Does nothing if it already waits for its turn.
  void Add(Selection* selection) {
    if (turns_.try_emplace(selection, next_turn_).second) by_turn_.emplace(next_turn_++, selection);
  }

  void Remove(Selection* selection) {
    const auto turn = turns_.find(selection);
    if (turn == turns_.end()) return;
    by_turn_.erase(turn->second);
    turns_.erase(turn);
  }

  // Removes and returns the one whose turn it is. There must be one.
  Selection* Pop() {
    CHECK(!by_turn_.empty());
    Selection* const selection = by_turn_.begin()->second;
    Remove(selection);
    return selection;
  }

 private:
  absl::btree_map<uint64_t, Selection*> by_turn_;
  absl::flat_hash_map<Selection*, uint64_t> turns_;
  uint64_t next_turn_ = 0;
};

}  // namespace rollcall::watch
