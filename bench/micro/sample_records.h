// SPDX-License-Identifier: Apache-2.0
// Records to measure with, as nodes publish them, and a store that is fed with them.
#pragma once

#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "rollcall/instant.h"
#include "server/state/key_table.h"
#include "server/state/store.h"
#include "topic/record/json_codec.h"
#include "topic/record/key.h"

namespace rollcall::bench {

// The value of a node with the given number of coprocessors, whose names are numbered from `first_name` on.
inline std::string MakeValue(int32_t node_id, int coprocessors, int first_name = 1000) {
  topic::Status status{node_id, "up", {}, {}, "", ""};
  for (int i = 0; i < coprocessors; ++i) {
    status.coprocessors.push_back(
        {"name_" + std::to_string(first_name + i), {"foo", "bar"}, std::string(60, 'd'), "running"});
  }
  return topic::EncodeValue(status);
}

// Whether nodes run coprocessors of the same names.
enum class Names { kShared, kDistinct };

// A topic, and a store to which its records are applied one by one.
class Feed {
 public:
  // The store is ready and has this many nodes with this many coprocessors each.
  explicit Feed(int nodes, int coprocessors = 1, Names names = Names::kShared)
      : coprocessors_(coprocessors), names_(names) {
    auto index = std::make_unique<state::Index>(state::ExactFrom{.time = Instant::Now()});
    const state::Update update = Read(0, nodes);
    index->Apply(update, revision());
    state::SourceStatus source;
    source.as_of = Instant::Now();
    store_.Replace(std::move(index), source);
  }

  // Appends and commits one record of a node.
  void Publish(int node) {
    const state::Update update = Read(node, 1);
    store_.Apply(update, revision());
  }

  int64_t revision() const { return next_offset_ - 1; }
  const state::Store& store() const { return store_; }

 private:
  // Reads one record of each of these nodes, as one batch.
  state::Update Read(int first_node, int count) {
    for (int i = 0; i < count; ++i) {
      const std::string key = topic::BinaryKey(first_node + i);
      const int first_name = names_ == Names::kShared ? 1000 : 1000 + (first_node + i) * coprocessors_;
      const std::string value = MakeValue(first_node + i, coprocessors_, first_name);
      table_.Apply({next_offset_++, 1'700'000'000'000, key, value}, state::RecordTracking::kOn);
    }
    return table_.TakeUpdate();
  }

  const int coprocessors_;
  const Names names_;
  int64_t next_offset_ = 0;
  state::KeyTable table_;
  state::Store store_;
};

// Measures `react`, which runs after each update of one node. The update itself is not measured.
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
