// From a record to the bytes that lists and watches send, and the filtered copy of them; by the number of coprocessors.
#include <benchmark/benchmark.h>

#include "bench/micro/made_records.h"
#include "server/select/filter.h"
#include "server/select/view.h"
#include "server/state/encode.h"
#include "topic/record/reading.h"

namespace rollcall::bench {
namespace {

state::BodyPtr MakeBody(int coprocessors) {
  const std::string key = topic::BinaryKey(5);
  const std::string value = MakeValue(5, coprocessors);
  const topic::RecordView record{7, 1'700'000'000'000, key, value};
  return state::EncodeBody(record, topic::ReadLiveRecord(topic::ReadKey(key), value), topic::Fingerprint(record));
}

void EncodeBody(benchmark::State& state) {
  const std::string key = topic::BinaryKey(5);
  const std::string value = MakeValue(5, static_cast<int>(state.range(0)));
  const topic::RecordView record{7, 1'700'000'000'000, key, value};
  const topic::Reading reading = topic::ReadLiveRecord(topic::ReadKey(key), value);
  for (auto _ : state) benchmark::DoNotOptimize(state::EncodeBody(record, reading, 1));
}
BENCHMARK(EncodeBody)->Arg(1)->Arg(10)->Arg(100);

void AppendNode(benchmark::State& state, const v1::Filter& wanted) {
  const state::BodyPtr body = MakeBody(static_cast<int>(state.range(0)));
  const auto filter = select::Filter::Compile(wanted);
  const auto view = select::CompileView(v1::NODE_VIEW_BASIC);
  std::string out;
  for (auto _ : state) {
    out.clear();
    select::AppendNode(*body, *filter, *view, out);
    benchmark::DoNotOptimize(out.data());
  }
}

void AppendWholeNode(benchmark::State& state) { AppendNode(state, v1::Filter()); }
BENCHMARK(AppendWholeNode)->Arg(1)->Arg(10)->Arg(100);

void AppendRowsByGlob(benchmark::State& state) {
  v1::Filter filter;
  filter.add_names("name_*5");
  AppendNode(state, filter);
}
BENCHMARK(AppendRowsByGlob)->Arg(1)->Arg(10)->Arg(100);

}  // namespace
}  // namespace rollcall::bench
