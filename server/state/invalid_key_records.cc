// SPDX-License-Identifier: Apache-2.0
#include "server/state/invalid_key_records.h"

#include <xxhash.h>

#include <memory>
#include <utility>

#include "base/check.h"
#include "server/encoding/node_encoder.h"

namespace rollcall::state {

InvalidKeyRecords::KeyHash InvalidKeyRecords::HashOf(std::string_view key) {
  const XXH128_hash_t hash = XXH3_128bits(key.data(), key.size());
  return {hash.high64, hash.low64};
}

void InvalidKeyRecords::Put(std::string_view key, int64_t offset) {
  const auto [entry, inserted] = offset_by_key_.try_emplace(HashOf(key), offset);
  if (!inserted) key_start_by_offset_.erase(std::exchange(entry->second, offset));
  const bool is_new = key_start_by_offset_.try_emplace(offset, key.substr(0, encoding::kMaxProblemKeyBytes)).second;
  CHECK(is_new);
  is_summary_outdated_ = true;
}

void InvalidKeyRecords::Remove(std::string_view key) {
  const auto entry = offset_by_key_.find(HashOf(key));
  if (entry == offset_by_key_.end()) return;
  key_start_by_offset_.erase(entry->second);
  offset_by_key_.erase(entry);
  is_summary_outdated_ = true;
}

std::optional<int64_t> InvalidKeyRecords::Oldest() const {
  if (key_start_by_offset_.empty()) return std::nullopt;
  return key_start_by_offset_.begin()->first;
}

InvalidKeySummaryPtr InvalidKeyRecords::Summary() {
  if (!std::exchange(is_summary_outdated_, false)) return summary_;
  CHECK_EQ(offset_by_key_.size(), key_start_by_offset_.size());
  auto summary = std::make_shared<InvalidKeySummary>();
  summary->count = static_cast<int32_t>(offset_by_key_.size());
  for (auto it = key_start_by_offset_.rbegin(); it != key_start_by_offset_.rend(); ++it) {
    if (summary->newest.size() == kMaxListedProblems) break;
    summary->newest.push_back(encoding::InvalidKeyProblem(it->second, it->first));
  }
  return summary_ = std::move(summary);
}

}  // namespace rollcall::state
