// SPDX-License-Identifier: Apache-2.0
// The live records whose keys are no node id, and a summary of the newest of them. Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "server/state/update.h"

namespace rollcall::state {

class InvalidKeyRecords {
 public:
  // `key` now has a live record at `offset`. No other key has a record at this offset.
  void Put(std::string_view key, int64_t offset);
  // `key` has no live record any more.
  void Remove(std::string_view key);

  // The lowest offset of a live record; nullopt if there is none.
  std::optional<int64_t> Oldest() const;
  // The present summary. It is the same object until something changes.
  InvalidKeySummaryPtr Summary();

 private:
  // Keys can be long and many, so each is identified by its 128-bit hash, and only the part that is shown is kept.
  using KeyHash = std::pair<uint64_t, uint64_t>;
  static KeyHash HashOf(std::string_view key);

  absl::flat_hash_map<KeyHash, int64_t> offset_by_key_;
  std::map<int64_t, std::string> key_start_by_offset_;  // at most encoding::kMaxProblemKeyBytes of each key
  InvalidKeySummaryPtr summary_ = std::make_shared<InvalidKeySummary>();
  bool is_summary_outdated_ = false;
};

}  // namespace rollcall::state
