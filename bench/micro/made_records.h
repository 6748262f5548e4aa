// Records to measure with: nodes with so many coprocessors, in the form that nodes publish.
#pragma once

#include <string>
#include <vector>

#include "server/state/key_table.h"
#include "server/state/store.h"
#include "topic/record/json_codec.h"
#include "topic/record/key.h"

namespace rollcall::bench {

inline std::string MakeValue(int32_t node_id, int coprocessors) {
  topic::Status status{node_id, "up", {}, {}, ""};
  for (int i = 0; i < coprocessors; ++i) {
    status.coprocessors.push_back(
        {"name_" + std::to_string(1000 + i), {"foo", "bar"}, std::string(60, 'd'), "running"});
  }
  return topic::EncodeValue(status);
}

// A topic of records that is applied to a store record by record.
class Feed {
 public:
  explicit Feed(int coprocessors) : coprocessors_(coprocessors) {}

  // One record of one node, committed.
  void Publish(int node, state::Store& store) {
    const state::Update update = Read(node, 1);
    store.Apply(update, revision());
  }

  int64_t revision() const { return next_offset_ - 1; }

  // A store that holds so many nodes and can be read.
  void Fill(state::Store& store, int nodes) {
    auto index = std::make_unique<state::Index>(absl::Now());
    const state::Update update = Read(0, nodes);
    index->Apply(update, revision());
    state::SourceStatus source;
    source.as_of = absl::Now();
    store.Replace(std::move(index), source);
  }

 private:
  // One record of each of these nodes, as one run.
  state::Update Read(int first_node, int count) {
    for (int i = 0; i < count; ++i) {
      const std::string key = topic::BinaryKey(first_node + i);
      const std::string value = MakeValue(first_node + i, coprocessors_);
      table_.Apply({next_offset_++, 1'700'000'000'000, key, value}, state::Marks::kKeep);
    }
    return table_.TakeUpdate();
  }

  const int coprocessors_;
  int64_t next_offset_ = 0;
  state::KeyTable table_;
};

}  // namespace rollcall::bench
