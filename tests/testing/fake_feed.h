// SPDX-License-Identifier: Apache-2.0
// A topic and its reader in one: what is published here is in the store at once (or after Commit). For tests of the
// engine.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "server/state/index.h"
#include "server/state/key_table.h"
#include "server/state/store.h"

namespace rollcall::testing {

inline const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);

// The value of a node that is up and runs coprocessors of these names, each reading the topic "t-NAME".
std::string UpValue(int32_t node_id, const std::vector<std::string>& names = {});

class FakeFeed {
 public:
  explicit FakeFeed(state::IndexLimits limits = {});

  // Each returns the record's offset.
  int64_t Put(std::string_view key, std::optional<std::string_view> value);
  int64_t PutUp(int32_t node_id, const std::vector<std::string>& names = {});  // binary key
  int64_t Delete(int32_t node_id);

  void Read(std::string_view key, std::optional<std::string_view> value);  // as Put, but shown only by Commit
  void Skip(int64_t offsets);                                              // a gap in the log
  void Commit();

  // A new index that has read nothing of what came before: as after a rebuild from a log that lost it.
  void Rebuild(absl::Time exact_since = absl::InfinitePast());
  // A new index that has read the same records in one go, but for the skipped ones.
  void Replay(absl::Time exact_since = absl::InfinitePast());

  // The tail from `offset` on is lost, and the index rebuilt from what is left.
  void LoseTail(int64_t offset);

  void SetSource(v1::SourceState state, absl::Time as_of);
  // The topic was found to be another one, and what was read beyond `revision` was perhaps not of it.
  void MarkUntrusted(int64_t revision);
  int64_t next_offset() const { return next_offset_; }
  state::Store& store() { return store_; }
  const state::Store& store() const { return store_; }

 private:
  struct Kept {
    int64_t offset;
    std::string key;
    std::optional<std::string> value;
  };
  void Apply(const Kept& record);

  const state::IndexLimits limits_;
  std::vector<Kept> log_;
  int64_t next_offset_ = 0;
  state::KeyTable table_;
  state::Store store_;
  state::SourceStatus source_;
};

}  // namespace rollcall::testing
