// SPDX-License-Identifier: Apache-2.0
// What one update costs a selection, and what it costs for each of its watchers.
#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "bench/micro/sample_records.h"
#include "rollcall/instant.h"
#include "server/watch/selection.h"
#include "server/watch/watcher.h"
#include "tests/testing/compiled_filter.h"

namespace rollcall::bench {
namespace {

std::shared_ptr<watch::Selection> MakeSelection(const v1::Filter& filter) {
  return std::make_shared<watch::Selection>(*testing::CompileFilter(filter), select::View::kBasic);
}

void CatchUpWith(const state::Store& store, watch::Selection& selection) {
  watch::WorkBudget budget = watch::WorkBudget::Unlimited();
  while (selection.IsBehind(store)) selection.DoSlice(store, budget);
}

// One update of node 0, by the number of selections, which all have this filter.
void CatchUp(benchmark::State& state, const v1::Filter& filter) {
  Feed feed(1000);
  std::vector<std::shared_ptr<watch::Selection>> selections;
  for (int i = 0; i < state.range(0); ++i) selections.push_back(MakeSelection(filter));
  const auto catch_up = [&] {
    for (auto& selection : selections) CatchUpWith(feed.store(), *selection);
  };
  catch_up();
  ReactToUpdates(state, feed, catch_up);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void CatchUpWhereAllIsShown(benchmark::State& state) { CatchUp(state, v1::Filter()); }
BENCHMARK(CatchUpWhereAllIsShown)->Arg(1)->Arg(100)->Arg(1000);

void CatchUpWhereNothingIsShown(benchmark::State& state) {
  v1::Filter filter;
  filter.add_node_ids(999);
  CatchUp(state, filter);
}
BENCHMARK(CatchUpWhereNothingIsShown)->Arg(1)->Arg(100)->Arg(1000);

// 200 globs, each with many wildcards. Only the last one of the topics matches anything.
v1::Filter OfExpensiveGlobs() {
  v1::Filter filter;
  for (int i = 0; i < 100; ++i) {
    const std::string glob = "*a*m?*_*1*0*" + std::to_string(i) + "*x";
    filter.add_names(glob);
    filter.add_input_topics(i < 99 ? "*o*a" + glob : "*r");
  }
  return filter;
}

// A new selection of 2000 nodes with 20 coprocessors each.
void Build(benchmark::State& state, Names names) {
  const Feed feed(2000, 20, names);
  for (auto _ : state) {
    const auto selection = MakeSelection(OfExpensiveGlobs());
    CatchUpWith(feed.store(), *selection);
    benchmark::DoNotOptimize(selection->head());
  }
}
void BuildWhereNamesAreShared(benchmark::State& state) { Build(state, Names::kShared); }
BENCHMARK(BuildWhereNamesAreShared)->Unit(benchmark::kMillisecond);
void BuildWhereNamesAreDistinct(benchmark::State& state) { Build(state, Names::kDistinct); }
BENCHMARK(BuildWhereNamesAreDistinct)->Unit(benchmark::kMillisecond);

// The message for one update, without gRPC, by the number of watchers that share a selection.
void NextMessage(benchmark::State& state) {
  Feed feed(1000);
  watch::FrozenOrderSlot frozen_slot;
  const auto selection = MakeSelection(v1::Filter());
  CatchUpWith(feed.store(), *selection);
  std::vector<watch::Watcher> watchers;
  for (int i = 0; i < state.range(0); ++i) {
    watchers.emplace_back(selection, watch::WatchRequest(), frozen_slot, Instant::Now());
  }
  const auto next_messages = [&] {
    for (auto& watcher : watchers) benchmark::DoNotOptimize(watcher.Next(feed.store(), Instant::Now()));
  };
  next_messages();
  ReactToUpdates(state, feed, next_messages);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(NextMessage)->Arg(1)->Arg(100)->Arg(1000);

// A call of Next() that has no message to return.
void NextWithoutMessage(benchmark::State& state) {
  const Feed feed(1000);
  watch::FrozenOrderSlot frozen_slot;
  const auto selection = MakeSelection(v1::Filter());
  CatchUpWith(feed.store(), *selection);
  watch::Watcher watcher(selection, watch::WatchRequest(), frozen_slot, Instant::Now());
  benchmark::DoNotOptimize(watcher.Next(feed.store(), Instant::Now()));
  const Instant now = Instant::Now();
  for (auto _ : state) benchmark::DoNotOptimize(watcher.Next(feed.store(), now));
}
BENCHMARK(NextWithoutMessage);

void EncodeCheckpoint(benchmark::State& state) {
  const Feed feed(1000);
  const auto selection = MakeSelection(v1::Filter());
  CatchUpWith(feed.store(), *selection);
  for (auto _ : state) benchmark::DoNotOptimize(watch::EncodeCheckpoint(selection->head(), 1, Instant::Now()));
}
BENCHMARK(EncodeCheckpoint);

}  // namespace
}  // namespace rollcall::bench
