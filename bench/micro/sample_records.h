// SPDX-License-Identifier: Apache-2.0
// Records to measure with: nodes with so many coprocessors, in the form that nodes publish.
#pragma once

#include <benchmark/benchmark.h>

#include <memory>
#include <string>

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

// A topic of records, and the store that it is applied to record by record.
class Feed {
 public:
  // The store holds so many nodes, of one coprocessor each, and can be read.
  explicit Feed(int nodes) {
    auto index = std::make_unique<state::Index>(absl::Now());
    const state::Update update = Read(0, nodes);
    index->Apply(update, revision());
    state::SourceStatus source;
    source.as_of = absl::Now();
    store_.Replace(std::move(index), source);
  }

  // One record of one node, committed.
  void Publish(int node) {
    const state::Update update = Read(node, 1);
    store_.Apply(update, revision());
  }

  int64_t revision() const { return next_offset_ - 1; }
  const state::Store& store() const { return store_; }

 private:
  // One record of each of these nodes, as one run.
  state::Update Read(int first_node, int count) {
    for (int i = 0; i < count; ++i) {
      const std::string key = topic::BinaryKey(first_node + i);
      const std::string value = MakeValue(first_node + i, 1);
      table_.Apply({next_offset_++, 1'700'000'000'000, key, value}, state::RecordTracking::kOn);
    }
    return table_.TakeUpdate();
  }

  int64_t next_offset_ = 0;
  state::KeyTable table_;
  state::Store store_;
};

// Measures what `react` does after an update of one node, without the update.
template <typename React>
void ReactToUpdates(benchmark::State& state, Feed& feed, const React& react) {
  for (auto _ : state) {
    state.PauseTiming();
    feed.Publish(0);
    state.ResumeTiming();
    react();
  }
}

}  // namespace rollcall::bench
