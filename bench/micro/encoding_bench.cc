// SPDX-License-Identifier: Apache-2.0
// Encoding a record into the bytes that lists and watches send, and copying them with a filter, by the number of
// coprocessors.
#include <benchmark/benchmark.h>

#include "bench/micro/sample_records.h"
#include "server/encoding/node_encoder.h"
#include "server/select/filter.h"
#include "server/select/view.h"
#include "tests/testing/compiled_filter.h"
#include "topic/record/record_decoder.h"

namespace rollcall::bench {
namespace {

encoding::EncodedNodePtr MakeNode(int coprocessors) {
  const std::string key = topic::BinaryKey(5);
  const std::string value = MakeValue(5, coprocessors);
  const topic::RecordView record{7, 1'700'000'000'000, key, value};
  return encoding::EncodeNode(record, topic::DecodeRecord(topic::ReadKey(key), value), topic::Fingerprint(record));
}

void EncodeNode(benchmark::State& state) {
  const std::string key = topic::BinaryKey(5);
  const std::string value = MakeValue(5, static_cast<int>(state.range(0)));
  const topic::RecordView record{7, 1'700'000'000'000, key, value};
  const topic::DecodedRecord decoded = topic::DecodeRecord(topic::ReadKey(key), value);
  for (auto _ : state) benchmark::DoNotOptimize(encoding::EncodeNode(record, decoded, 1));
}
BENCHMARK(EncodeNode)->Arg(1)->Arg(10)->Arg(100);

void AppendNode(benchmark::State& state, const v1::Filter& wanted) {
  const encoding::EncodedNodePtr node = MakeNode(static_cast<int>(state.range(0)));
  const auto filter = testing::CompileFilter(wanted);
  select::Matcher matcher(*filter);
  std::string out;
  for (auto _ : state) {
    out.clear();
    select::AppendNode(*node, matcher, select::View::kBasic, out);
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
