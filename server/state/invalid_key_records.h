// SPDX-License-Identifier: Apache-2.0
// Records under keys that are no node id: which are live, and the newest of them. Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "server/state/update.h"

namespace rollcall::state {

class InvalidKeyRecords {
 public:
  void Put(std::string_view key, int64_t offset);
  void Remove(std::string_view key);

  // The lowest offset of a live record; nullopt: there is none.
  std::optional<int64_t> Oldest() const;
  // The present summary; the same object until something changed.
  InvalidKeySummaryPtr Summary();

 private:
  // Keys can be of any length and number: their 128-bit hash stands for them, and only the shown part is kept.
  using KeyHash = std::pair<uint64_t, uint64_t>;
  static KeyHash HashOf(std::string_view key);

  absl::flat_hash_map<KeyHash, int64_t> offset_by_key_;
  std::map<int64_t, std::string> key_start_by_offset_;
  InvalidKeySummaryPtr summary_ = std::make_shared<InvalidKeySummary>();
  bool changed_ = false;
};

}  // namespace rollcall::state
