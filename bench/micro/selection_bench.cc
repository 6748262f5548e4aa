// SPDX-License-Identifier: Apache-2.0
// What one update costs a selection, and what it costs for each of its watchers.
#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "base/instant.h"
#include "bench/micro/sample_records.h"
#include "server/watch/selection.h"
#include "server/watch/watcher.h"

namespace rollcall::bench {
namespace {

std::shared_ptr<watch::Selection> MakeSelection(const v1::Filter& filter) {
  return std::make_shared<watch::Selection>(*select::Filter::Compile(filter),
                                            *select::CompileView(v1::NODE_VIEW_BASIC));
}

// One update of node 0, by the number of selections, which all have this filter.
void CatchUp(benchmark::State& state, const v1::Filter& filter) {
  Feed feed(1000);
  std::vector<std::shared_ptr<watch::Selection>> selections;
  for (int i = 0; i < state.range(0); ++i) selections.push_back(MakeSelection(filter));
  const auto catch_up = [&] {
    for (auto& selection : selections) selection->CatchUp(feed.store());
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

// The message for one update, without gRPC, by the number of watchers that share a selection.
void NextMessage(benchmark::State& state) {
  Feed feed(1000);
  watch::FrozenOrderSlot frozen_slot;
  const auto selection = MakeSelection(v1::Filter());
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
  watch::Watcher watcher(selection, watch::WatchRequest(), frozen_slot, Instant::Now());
  benchmark::DoNotOptimize(watcher.Next(feed.store(), Instant::Now()));
  const Instant now = Instant::Now();
  for (auto _ : state) benchmark::DoNotOptimize(watcher.Next(feed.store(), now));
}
BENCHMARK(NextWithoutMessage);

void EncodeCheckpoint(benchmark::State& state) {
  const Feed feed(1000);
  const auto selection = MakeSelection(v1::Filter());
  selection->CatchUp(feed.store());
  for (auto _ : state) benchmark::DoNotOptimize(watch::EncodeCheckpoint(selection->head(), 1, Instant::Now()));
}
BENCHMARK(EncodeCheckpoint);

}  // namespace
}  // namespace rollcall::bench
