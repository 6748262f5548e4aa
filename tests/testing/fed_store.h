// SPDX-License-Identifier: Apache-2.0
// A store that a test fills record by record, in the way of a replica's feed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/state/key_table.h"
#include "server/state/store.h"

namespace rollcall::testing {

inline const Instant kFeedTime(absl::FromUnixSeconds(1'700'000'000));  // as_of of a ready FedStore

struct Row {
  std::string name;
  std::vector<std::string> input_topics = {"foo"};
  std::string description = "";
};

// The value of a record, as in the topic.
std::string StatusJson(int32_t node_id, const std::vector<Row>& rows, std::string_view status = "up");

class FedStore {
 public:
  // kNotReady: nothing can be served until Ready().
  enum class Start { kReady, kNotReady };
  explicit FedStore(Start start = Start::kReady);

  // Each adds one record and returns its offset, which is then the store's revision.
  int64_t Put(int32_t node_id, const std::vector<Row>& rows, std::string_view status = "up");
  int64_t PutRecord(std::string_view key, std::optional<std::string_view> value);
  int64_t Delete(int32_t node_id);
  // An offset without a record, such as that of a transaction's marker.
  int64_t Pass();

  void Ready();
  void SetSource(v1::SourceState state, std::string_view detail = "");
  void SetAsOf(Instant as_of);

  state::Store& store() { return store_; }
  const state::Store& store() const { return store_; }
  int64_t revision() const { return next_offset_ - 1; }

 private:
  state::KeyTable table_;
  state::Store store_;
  state::SourceStatus source_;
  int64_t next_offset_ = 0;
};

}  // namespace rollcall::testing
