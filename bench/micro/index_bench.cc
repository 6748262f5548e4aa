// One update of one node, and the snapshot that the next list takes; by the number of nodes there are.
#include <benchmark/benchmark.h>

#include "bench/micro/made_records.h"

namespace rollcall::bench {
namespace {

// From the record to a store that shows it: key table, decoding, encoding, index.
void ApplyOneUpdate(benchmark::State& state) {
  const int nodes = static_cast<int>(state.range(0));
  state::Store store;
  Feed feed(1);
  feed.Fill(store, nodes);
  int next = 0;
  for (auto _ : state) {
    feed.Publish(next, store);
    next = (next + 1) % nodes;
  }
}
BENCHMARK(ApplyOneUpdate)->RangeMultiplier(10)->Range(100, 100'000);

void SnapshotAfterAnUpdate(benchmark::State& state) {
  state::Store store;
  Feed feed(1);
  feed.Fill(store, static_cast<int>(state.range(0)));
  for (auto _ : state) {
    state.PauseTiming();
    feed.Publish(0, store);
    state.ResumeTiming();
    benchmark::DoNotOptimize(store.Latest());
  }
}
BENCHMARK(SnapshotAfterAnUpdate)->RangeMultiplier(10)->Range(100, 100'000);

void SnapshotOfAnUnchangedStore(benchmark::State& state) {
  state::Store store;
  Feed feed(1);
  feed.Fill(store, 1000);
  for (auto _ : state) benchmark::DoNotOptimize(store.Latest());
}
BENCHMARK(SnapshotOfAnUnchangedStore);

// What a watch asks after each update.
void ChangesSinceTheLastUpdate(benchmark::State& state) {
  state::Store store;
  Feed feed(1);
  feed.Fill(store, static_cast<int>(state.range(0)));
  feed.Publish(0, store);
  const uint64_t epoch = store.Latest()->epoch;
  for (auto _ : state) benchmark::DoNotOptimize(store.ChangesSince(epoch, feed.revision() - 1));
}
BENCHMARK(ChangesSinceTheLastUpdate)->Arg(1000)->Arg(100'000);

}  // namespace
}  // namespace rollcall::bench
