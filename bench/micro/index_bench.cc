// SPDX-License-Identifier: Apache-2.0
// One update of one node, and the snapshot that the next list takes, by the number of nodes.
#include <benchmark/benchmark.h>

#include "bench/micro/sample_records.h"

namespace rollcall::bench {
namespace {

// From a record to a store that shows it: key table, decoding, encoding, index.
void ApplyOneUpdate(benchmark::State& state) {
  const int nodes = static_cast<int>(state.range(0));
  Feed feed(nodes);
  int next = 0;
  for (auto _ : state) {
    feed.Publish(next);
    next = (next + 1) % nodes;
  }
}
BENCHMARK(ApplyOneUpdate)->RangeMultiplier(10)->Range(100, 100'000);

void SnapshotAfterAnUpdate(benchmark::State& state) {
  Feed feed(static_cast<int>(state.range(0)));
  ReactToUpdates(state, feed, [&] { benchmark::DoNotOptimize(feed.store().Latest()); });
}
BENCHMARK(SnapshotAfterAnUpdate)->RangeMultiplier(10)->Range(100, 100'000);

void SnapshotOfAnUnchangedStore(benchmark::State& state) {
  const Feed feed(1000);
  for (auto _ : state) benchmark::DoNotOptimize(feed.store().Latest());
}
BENCHMARK(SnapshotOfAnUnchangedStore);

// What a watch asks the store after each update.
void ChangesSinceTheLastUpdate(benchmark::State& state) {
  Feed feed(static_cast<int>(state.range(0)));
  feed.Publish(0);
  const uint64_t epoch = feed.store().Latest()->epoch;
  for (auto _ : state) benchmark::DoNotOptimize(feed.store().ChangesSince(epoch, feed.revision() - 1));
}
BENCHMARK(ChangesSinceTheLastUpdate)->Arg(1000)->Arg(100'000);

}  // namespace
}  // namespace rollcall::bench
